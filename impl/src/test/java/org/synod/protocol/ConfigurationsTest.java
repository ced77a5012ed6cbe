package org.synod.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.Member;
import org.synod.core.ReplicaId;

/** Against a list of configurations that is gone through from its beginning. */
class ConfigurationsTest {
    private static final Command WRITE = new Command(4, 1, new byte[1]);

    /** All that were ever chosen, oldest first; and how many of them are forgotten. */
    private final List<Configuration> all = new ArrayList<>();

    private int forgotten;

    @Property(tries = 500)
    void areAsAList(@ForAll Random random) {
        all.clear();
        forgotten = 0;
        all.add(Configuration.first(members(random)));
        Configurations configurations = new Configurations(all.get(0));
        long chosen = 0;
        for (int i = 0; i < 40; i++) {
            chosen++;
            boolean change = random.nextInt(3) == 0;
            Command command = change ? Command.configuration(members(random)) : WRITE;
            configurations.learned(chosen, command);
            if (change) {
                all.add(new Configuration(chosen, command.members()));
            }
            if (random.nextInt(8) == 0) {
                forget(configurations, random);
            }
            compare(configurations, chosen + 2, random);
        }
    }

    /** What governs behind a slot is kept, and what is older goes. */
    private void forget(Configurations configurations, Random random) {
        forgotten += random.nextInt(all.size() - forgotten);
        configurations.trimmed(all.get(forgotten));
    }

    private void compare(Configurations configurations, long upTo, Random random) {
        List<Configuration> known = all.subList(forgotten, all.size());
        assertEquals(known.getLast(), configurations.newest());
        for (long slot = 0; slot <= upTo; slot++) {
            long at = slot;
            Configuration governing = known.stream()
                    .filter(c -> c.slot() < at)
                    .reduce((older, newer) -> newer)
                    .orElse(null);
            if (governing == null) {
                assertThrows(IllegalArgumentException.class, () -> configurations.governing(at));
            } else {
                assertEquals(governing, configurations.governing(at));
            }
            assertEquals(removed(known, at), Set.copyOf(configurations.removedUpTo(at)));
        }
        Configuration wanted = new Configuration(upTo, members(random));
        boolean ever = false;
        for (ReplicaId replica : wanted.replicas()) {
            boolean was = known.stream().anyMatch(c -> c.contains(replica));
            ever |= was && !known.getLast().contains(replica);
        }
        assertEquals(ever, configurations.everRemoved(wanted));
    }

    private static Set<ReplicaId> removed(List<Configuration> known, long slot) {
        Set<ReplicaId> removed = new LinkedHashSet<>();
        Configuration now =
                known.stream().filter(c -> c.slot() == slot).findFirst().orElse(null);
        if (now != null) {
            known.stream().filter(c -> c.slot() < slot).forEach(c -> removed.addAll(c.replicas()));
            now.replicas().forEach(removed::remove);
        }
        return removed;
    }

    private static List<Member> members(Random random) {
        List<Member> members = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            if (random.nextBoolean()) {
                members.add(Member.storage(new ReplicaId("s" + i)));
            }
        }
        return members.isEmpty() ? List.of(Member.storage(new ReplicaId("s1"))) : members;
    }
}
