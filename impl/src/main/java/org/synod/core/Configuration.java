package org.synod.core;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of a group from some slot on, all of them voters, in a fixed order that every member knows. A
 * configuration is a command of the log and governs the slots behind its own, up to the next one.
 *
 * <p>Source: Reconfiguring a State Machine, section 2; {@code ReplicationGroup!Governing}.
 *
 * <p>Invariant: between 1 and {@link #MOST_REPLICAS} members, none of them twice.
 *
 * @param slot where the log has it; 0 for the first one, which no slot has
 */
public record Configuration(long slot, List<Member> members) {

    /** A member's vote is one bit of a {@code long}. */
    public static final int MOST_REPLICAS = 64;

    public Configuration {
        members = List.copyOf(members);
        if (members.isEmpty() || members.size() > MOST_REPLICAS) {
            throw new IllegalArgumentException("a group has 1 to " + MOST_REPLICAS + " members, not " + members.size());
        }
        if (members.stream().map(Member::id).distinct().count() != members.size()) {
            throw new IllegalArgumentException("a replica stands twice in " + members);
        }
        if (slot < 0) {
            throw new IllegalArgumentException("a slot is not negative: " + slot);
        }
    }

    /** The first configuration. {@code ReplicationGroup!First}. */
    public static Configuration first(List<Member> members) {
        return new Configuration(0, members);
    }

    /** The names of the members, in their order. */
    public List<ReplicaId> replicas() {
        return members.stream().map(Member::id).toList();
    }

    /** The position of a member, or -1 for a stranger. */
    public int indexOf(ReplicaId replica) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).id().equals(replica)) {
                return i;
            }
        }
        return -1;
    }

    public boolean contains(ReplicaId replica) {
        return indexOf(replica) >= 0;
    }

    /** Whether the other one has the same replicas, in whatever order. */
    public boolean hasMembersOf(Configuration other) {
        return members.size() == other.members.size() && members.stream().allMatch(m -> other.contains(m.id()));
    }

    /** The member of that name; null for a stranger. */
    public @Nullable Member member(ReplicaId replica) {
        int index = indexOf(replica);
        return index < 0 ? null : members.get(index);
    }

    /** The bit that stands for the member in a set of members; 0 for a stranger. */
    public long bitOf(ReplicaId replica) {
        int index = indexOf(replica);
        return index < 0 ? 0 : 1L << index;
    }

    /** Whether the members whose bits are set are a majority. {@code ReplicationGroup!IsMajority}. */
    public boolean isQuorum(long bits) {
        return 2 * Long.bitCount(bits) > members.size();
    }

    /** The members as bytes: how many, then of each the name and the address after their lengths, and the role. */
    static byte[] encode(List<Member> members) {
        int length = 1;
        for (Member member : members) {
            length += 3 + member.id().name().length() + member.address().length();
        }
        ByteBuffer out = ByteBuffer.allocate(length).put((byte) members.size());
        for (Member member : members) {
            put(out, member.id().name());
            put(out, member.address());
            out.put(member.role().code());
        }
        return out.array();
    }

    private static void put(ByteBuffer out, String ascii) {
        out.put((byte) ascii.length()).put(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws CodecException when the bytes are no members
     */
    static List<Member> decode(byte[] bytes) throws CodecException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            int count = in.get();
            List<Member> members = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ReplicaId id = new ReplicaId(get(in));
                String address = get(in);
                members.add(new Member(id, Role.of(in.get()), address));
            }
            if (in.hasRemaining()) {
                throw new CodecException(in.remaining() + " bytes too many behind the members");
            }
            return new Configuration(0, members).members();
        } catch (BufferUnderflowException e) {
            throw new CodecException("members that end too soon");
        } catch (IllegalArgumentException e) {
            throw new CodecException(String.valueOf(e.getMessage()));
        }
    }

    private static String get(ByteBuffer in) {
        byte[] ascii = new byte[Byte.toUnsignedInt(in.get())];
        in.get(ascii);
        return new String(ascii, StandardCharsets.US_ASCII);
    }
}
