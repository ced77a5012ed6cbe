package org.synod.conformance.steps;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.synod.core.LogRecord;
import org.synod.core.ReplicaId;
import org.synod.protocol.Image;
import org.synod.protocol.Input;
import org.synod.protocol.Output;
import org.synod.protocol.Settings;
import org.synod.protocol.Timing;

/**
 * What Java does on an occasion. That depends on nothing but what the replica has and what it is given, which is the same
 * in many states: so each is tried once.
 */
final class JavaRuns {

    /**
     * What Java did with an input.
     *
     * @param output null when it threw
     * @param image what it has behind the input
     * @param silent whether it did nothing that the specification could have to say anything about
     * @param thrown null when it did not
     */
    record Reply(
            Input input,
            @Nullable Output output,
            Image image,
            boolean silent,
            @Nullable RuntimeException thrown) {}

    private final Core.Factory factory;
    private final StepSpec spec;
    private final Map<ReplicaId, Map<Image, Map<List<Input>, List<Reply>>>> known = new HashMap<>();

    JavaRuns(Core.Factory factory, StepSpec spec) {
        this.factory = factory;
        this.spec = spec;
    }

    /** A replica of that image is given these inputs. The image is one that {@link SpecState#image} gave. */
    List<Reply> take(ReplicaId replica, Image image, List<Input> inputs) {
        Map<List<Input>, List<Reply>> runs = known.computeIfAbsent(replica, r -> new IdentityHashMap<>())
                .computeIfAbsent(image, i -> new HashMap<>());
        List<Reply> replies = runs.get(inputs);
        if (replies == null) {
            replies = run(replica, image, inputs);
            runs.put(inputs, replies);
        }
        return replies;
    }

    private List<Reply> run(ReplicaId replica, Image from, List<Input> inputs) {
        List<Reply> replies = new ArrayList<>();
        Core core = factory.of(settings(replica), from);
        Image before = from;
        long records = from.pending().size();
        for (Input next : inputs) {
            Input input = next.equals(Occasions.EVERYTHING) ? new Input.Durable(records) : next;
            try {
                Output output = core.step(input);
                Image image = plain(core.image());
                records += output.records().size();
                boolean silent = output.transitions().isEmpty()
                        && output.messages().isEmpty()
                        && output.records().stream().noneMatch(LogRecord::isVote)
                        && image.equals(before);
                replies.add(new Reply(input, output, image, silent, null));
                before = image;
            } catch (RuntimeException e) {
                replies.add(new Reply(input, null, before, false, e));
                break;
            }
        }
        return replies;
    }

    /** A replica that was down comes back. */
    Reply restart(ReplicaId replica, SpecState down) {
        Core core = factory.restarted(settings(replica), new SpecReplica(down, replica).log(), down.applied(replica));
        Output output = core.start();
        return new Reply(Occasions.NOTHING, output, plain(core.image()), false, null);
    }

    private Settings settings(ReplicaId replica) {
        ModelNames words = spec.vocabulary();
        return Settings.of(replica, words.role(replica), words.first(), Timing.DEFAULT, 1);
    }

    /** MultiPaxos has no notes. */
    private Image plain(Image image) {
        return spec.isGrouped()
                ? image
                : new Image(
                        image.gone(),
                        image.promised(),
                        image.accepted(),
                        image.chosen(),
                        image.pending(),
                        0,
                        image.trimmed(),
                        image.governing(),
                        image.applied(),
                        image.snapshot(),
                        image.term());
    }
}
