package org.synod.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The arithmetic of members and majorities, and their bytes. */
class ConfigurationTest {

    private static List<Member> members(Random random, int count) {
        List<Member> members = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            String address =
                    random.nextInt(4) == 0 ? "" : "h" + random.nextInt(9) + ".example:" + random.nextInt(65536);
            members.add(new Member(new ReplicaId("m" + i), random.nextBoolean() ? Role.LOG : Role.STORAGE, address));
        }
        Collections.shuffle(members, random);
        return members;
    }

    private static List<Member> some(List<Member> members, Random random) {
        return members.stream().filter(m -> random.nextInt(3) > 0).toList();
    }

    private static boolean isMajority(Configuration of, List<Member> some) {
        return of.isQuorum(some.stream().mapToLong(m -> of.bitOf(m.id())).reduce(0, (a, b) -> a | b));
    }

    /** One more or one less. */
    @Property(tries = 2000)
    void majoritiesOfConfigurationsThatDifferByOneMemberMeet(
            @ForAll Random random, @ForAll @IntRange(min = 2, max = Configuration.MOST_REPLICAS) int count) {
        List<Member> more = members(random, count);
        Configuration larger = Configuration.first(more);
        Configuration smaller = new Configuration(7, more.subList(0, count - 1));
        List<Member> one = some(more, random);
        List<Member> other = some(smaller.members(), random);
        if (isMajority(larger, one) && isMajority(smaller, other)) {
            assertFalse(Collections.disjoint(one, other), one + " and " + other);
        }
        // As far apart as two majorities can be: the one takes from the front, the other from the back.
        List<Member> first = new ArrayList<>(more.subList(count - (count / 2 + 1), count));
        List<Member> last = smaller.members().subList(0, (count - 1) / 2 + 1);
        assertTrue(isMajority(larger, first));
        assertTrue(isMajority(smaller, last));
        assertFalse(Collections.disjoint(first, last));
    }

    /** Why the next leader asks a majority of the new members before it proposes anything. */
    @Test
    void majoritiesNeedNotMeetWhereOneTakesThePlaceOfAnother() {
        List<Member> members = members(new Random(1), 4);
        Configuration before = Configuration.first(members.subList(0, 3));
        Configuration after = new Configuration(1, List.of(members.get(0), members.get(1), members.get(3)));
        assertTrue(isMajority(before, List.of(members.get(1), members.get(2))));
        assertTrue(isMajority(after, List.of(members.get(0), members.get(3))));
    }

    /** The property above is not true of everything: it is the difference of one that makes it so. */
    @Property(tries = 20)
    void majoritiesOfConfigurationsThatDifferByTwoMembersNeedNotMeet(@ForAll @IntRange(min = 1, max = 31) int half) {
        List<Member> all = members(new Random(1), 2 * half + 1);
        Configuration larger = Configuration.first(all);
        List<Member> one = all.subList(0, half + 1);
        List<Member> rest = new ArrayList<>(all.subList(half + 1, all.size()));
        rest.addAll(all.subList(0, half - 1));
        Configuration smaller = new Configuration(7, rest);
        List<Member> other = all.subList(half + 1, all.size());
        assertTrue(isMajority(larger, one));
        assertEquals(2 * other.size() > rest.size(), isMajority(smaller, other));
        assertTrue(isMajority(smaller, other), "half of the others are a majority once two are gone");
        assertTrue(Collections.disjoint(one, other));
    }

    @Property
    void eachMemberHasABitOfItsOwnAndAStrangerNone(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = Configuration.MOST_REPLICAS) int count) {
        Configuration configuration = Configuration.first(members(random, count));
        long all = 0;
        for (Member member : configuration.members()) {
            long bit = configuration.bitOf(member.id());
            assertEquals(1, Long.bitCount(bit));
            assertEquals(0, all & bit);
            all |= bit;
            assertEquals(member, configuration.member(member.id()));
            assertEquals(member, configuration.members().get(configuration.indexOf(member.id())));
        }
        assertEquals(count, Long.bitCount(all));
        assertEquals(0, configuration.bitOf(new ReplicaId("stranger")));
        assertTrue(configuration.isQuorum(all));
        assertFalse(configuration.isQuorum(0));
    }

    @Property
    void aMajorityIsMoreThanHalf(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = Configuration.MOST_REPLICAS) int count) {
        Configuration configuration = Configuration.first(members(random, count));
        List<Member> some = some(configuration.members(), random);
        List<Member> others =
                configuration.members().stream().filter(m -> !some.contains(m)).toList();
        assertEquals(some.size() > others.size(), isMajority(configuration, some));
        assertFalse(isMajority(configuration, some) && isMajority(configuration, others));
    }

    @Property
    void membersComeBackFromTheirBytes(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = Configuration.MOST_REPLICAS) int count)
            throws CodecException {
        List<Member> members = members(random, count);
        Command command = Command.configuration(members).at(random.nextLong());
        Command read = Command.of(0, 0, command.timeMillis(), command.payload());
        assertEquals(members, read.members());
        assertEquals(command, read);
    }

    @Property(tries = 2000)
    void anyBytesAreACommandOrAnError(@ForAll byte[] bytes, @ForAll Random random) throws CodecException {
        read(bytes);
        byte[] like = Command.configuration(members(random, 1 + random.nextInt(5)))
                .payload()
                .clone();
        like[random.nextInt(like.length)] = (byte) random.nextInt();
        read(like);
        read(Arrays.copyOf(like, random.nextInt(like.length)));
        assertEquals(7, Command.of(5, 7, 0, bytes).sequence(), "a client's payload is its own");
    }

    /** What is read has exactly one form. */
    private static void read(byte[] bytes) {
        try {
            Command command = Command.of(0, 0, 0, bytes);
            if (!command.isNoOp()) {
                assertArrayEquals(bytes, Configuration.encode(command.members()));
            }
        } catch (CodecException e) {
            assertNotNull(e.getMessage());
        }
    }
}
