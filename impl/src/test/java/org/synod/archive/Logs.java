package org.synod.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.GroupId;
import org.synod.core.Member;
import org.synod.core.ReplicaId;

/** Chosen logs to archive. */
final class Logs {
    static final GroupId GROUP = new GroupId(3);

    private Logs() {}

    static List<Member> members(int generation) {
        return List.of(Member.storage(new ReplicaId("r1")), Member.log(new ReplicaId("r" + (2 + generation))));
    }

    static List<Command> commands(Random random, int count) {
        List<Command> commands = new ArrayList<>();
        long time = 1_000_000;
        for (int i = 1; i <= count; i++) {
            time += random.nextInt(50);
            byte[] payload = new byte[random.nextInt(60)];
            random.nextBytes(payload);
            commands.add(
                    switch (random.nextInt(8)) {
                        case 0 -> Command.NO_OP;
                        case 1 -> Command.configuration(members(i)).at(time);
                        default -> new Command(random.nextLong(1, 9), i, payload).at(time);
                    });
        }
        return commands;
    }

    /** The slots from {@code first} to {@code last}; slot s is {@code commands.get(s - 1)}. */
    static SegmentContent segment(List<Command> commands, long first, long last) {
        Configuration governing = Configuration.first(members(0));
        for (int slot = 1; slot <= last; slot++) {
            Command command = commands.get(slot - 1);
            governing = command.isConfiguration() ? new Configuration(slot, command.members()) : governing;
        }
        return new SegmentContent(GROUP, first, commands.subList((int) first - 1, (int) last), governing);
    }

    /** All whole segments of {@code slots} slots each. */
    static List<SegmentContent> segments(List<Command> commands, int slots) {
        List<SegmentContent> segments = new ArrayList<>();
        for (int first = 1; first + slots - 1 <= commands.size(); first += slots) {
            segments.add(segment(commands, first, first + slots - 1));
        }
        return segments;
    }

    static List<ArchivedEntry> read(SegmentReader reader) throws ArchiveException {
        List<ArchivedEntry> entries = new ArrayList<>();
        for (ArchivedEntry entry = reader.next(); entry != null; entry = reader.next()) {
            entries.add(entry);
        }
        return entries;
    }

    static List<ArchivedEntry> entries(List<Command> commands, int from, int to) {
        List<ArchivedEntry> entries = new ArrayList<>();
        for (int slot = from; slot <= to; slot++) {
            entries.add(new ArchivedEntry(slot, commands.get(slot - 1)));
        }
        return entries;
    }
}
