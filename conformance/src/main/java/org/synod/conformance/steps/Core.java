package org.synod.conformance.steps;

import org.synod.core.LogRecord;
import org.synod.protocol.Image;
import org.synod.protocol.Input;
import org.synod.protocol.Output;
import org.synod.protocol.Replica;
import org.synod.protocol.Settings;

/** What is confronted: a replica, or something that says it is one. */
public interface Core {

    /** {@link Replica#start}. */
    Output start();

    /** {@link Replica#step}. */
    Output step(Input input);

    /** {@link Replica#image}. */
    Image image();

    /** Makes them. */
    interface Factory {

        /** {@link Replica#of}. */
        Core of(Settings settings, Image image);

        /** {@link Replica#Replica}, of a replica that ran before. */
        Core restarted(Settings settings, Iterable<LogRecord> log, long applied);
    }

    /** Makes the replicas that are shipped. */
    Factory SHIPPED = new Factory() {
        @Override
        public Core of(Settings settings, Image image) {
            return around(Replica.of(settings, image));
        }

        @Override
        public Core restarted(Settings settings, Iterable<LogRecord> log, long applied) {
            return around(new Replica(settings, true, log, applied));
        }
    };

    /** A replica as a core. */
    static Core around(Replica replica) {
        return new Core() {
            @Override
            public Output start() {
                return replica.start();
            }

            @Override
            public Output step(Input input) {
                return replica.step(input);
            }

            @Override
            public Image image() {
                return replica.image();
            }
        };
    }
}
