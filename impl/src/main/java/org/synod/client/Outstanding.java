package org.synod.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;
import org.synod.message.ClientMessage;

/** What is out. Used on the client's event loop only. */
final class Outstanding {

    /** What is out under a session, by the session's number. */
    private final Long2ObjectHashMap<Call> logged = new Long2ObjectHashMap<>();

    /** What is out beside the log, by its own number; the client's number is the same for all of them. */
    private final Long2ObjectHashMap<Call> unlogged = new Long2ObjectHashMap<>();

    /** Sessions for reads that go through the log: those that are free. */
    private final Deque<Numbering> readers = new ArrayDeque<>();

    private final LongSupplier sessionIds;

    Outstanding(LongSupplier sessionIds) {
        this.sessionIds = sessionIds;
    }

    void add(Call call) {
        if (call.numbering == null) {
            unlogged.put(call.request.sequence(), call);
        } else {
            logged.put(call.request.client(), call);
        }
    }

    /** The call that is answered; null when it has ended, or went on under another number. */
    @Nullable Call of(ClientMessage.Reply reply, boolean underSession) {
        Call call = underSession ? logged.get(reply.client()) : unlogged.get(reply.sequence());
        return call == null || call.request.sequence() != reply.sequence() ? null : call;
    }

    /** Gives a read, in the place of the number that it had, one that the log knows. */
    void giveSession(Call read) {
        end(read, false);
        Numbering free = readers.poll();
        Numbering numbering = free == null ? new Numbering(sessionIds) : free;
        read.numbering = numbering;
        read.request = numbering.next(read.payload);
        add(read);
    }

    /**
     * Takes the call out of what is out, and lets its session go.
     *
     * @param known as {@link Numbering#end} has it
     */
    void end(Call call, boolean known) {
        Numbering numbering = call.numbering;
        if (numbering == null) {
            unlogged.remove(call.request.sequence());
            return;
        }
        logged.remove(call.request.client());
        numbering.end(known);
        if (call.manner == Call.Manner.READ) {
            readers.push(numbering);
        }
    }

    /** Those that are meant, in a list of their own: calls may end while it is gone through. */
    List<Call> select(Predicate<Call> meant) {
        List<Call> selected = new ArrayList<>();
        logged.forEach((session, call) -> select(call, meant, selected));
        unlogged.forEach((number, call) -> select(call, meant, selected));
        return selected;
    }

    private static void select(Call call, Predicate<Call> meant, List<Call> selected) {
        if (meant.test(call)) {
            selected.add(call);
        }
    }
}
