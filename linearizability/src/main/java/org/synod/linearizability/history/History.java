package org.synod.linearizability.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Events in the order in which they happened, and the operations that they make.
 *
 * <p>The rules are Jepsen's: a process has at most one open operation; the value of {@code ok} belongs to its
 * invocation; {@code info}, or no completion at all, leaves the operation open for ever and uses up its process.
 * Where every event carries an index that is the order, otherwise the order of the list.
 *
 * <p>Invariant: {@code operations} is sorted by {@code invokePosition}.
 */
public final class History {
    private final String source;
    private final List<Event> events;
    private final List<Operation> operations;

    private History(String source, List<Event> events, List<Operation> operations) {
        this.source = source;
        this.events = Collections.unmodifiableList(events);
        this.operations = Collections.unmodifiableList(operations);
    }

    /**
     * Pairs invocations with completions.
     *
     * @param source the file that error messages name
     * @throws BadHistoryException for two open operations of one process, a completion without an invocation or with
     *     another function, a failure whose value is not the invoked one, an index that occurs twice
     */
    public static History of(String source, List<Event> events) {
        List<Event> ordered = inOrder(source, events);
        return new History(source, ordered, new Pairing(source, ordered).operations());
    }

    /** The file, or what stands for it, that error messages name. */
    public String source() {
        return source;
    }

    /** Every event, those of the nemesis included. */
    public List<Event> events() {
        return events;
    }

    /** Every operation of a client, failed ones included, in the order of invocation. */
    public List<Operation> operations() {
        return operations;
    }

    private static List<Event> inOrder(String source, List<Event> events) {
        boolean sorted = true;
        long previous = Long.MIN_VALUE;
        for (Event event : events) {
            if (event.index() == null) {
                return new ArrayList<>(events);
            }
            sorted &= event.index() > previous;
            previous = event.index();
        }
        List<Event> ordered = new ArrayList<>(events);
        if (sorted) {
            return ordered;
        }
        Set<Long> seen = new HashSet<>();
        for (Event event : events) {
            if (!seen.add(Objects.requireNonNull(event.index()))) {
                throw new BadHistoryException(source, event.line(), "index " + event.index() + " occurs twice.");
            }
        }
        ordered.sort((a, b) -> Long.compare(Objects.requireNonNull(a.index()), Objects.requireNonNull(b.index())));
        return ordered;
    }

    /** What a process is at. */
    private static final class Client {
        private static final int NOTHING = -1;

        /** Where its open invocation stands. */
        private int opened = NOTHING;

        /** The number of that operation. */
        private int operation;
    }

    /** One walk over the events. */
    private static final class Pairing {
        private final String source;
        private final List<Event> events;
        private final Map<Object, Client> clients = new HashMap<>();
        private final List<@Nullable Operation> byInvocation = new ArrayList<>();

        Pairing(String source, List<Event> events) {
            this.source = source;
            this.events = events;
        }

        List<Operation> operations() {
            for (int position = 0; position < events.size(); position++) {
                Event event = events.get(position);
                if (!event.isClient()) {
                    continue;
                }
                Client client = clients.computeIfAbsent(event.process(), process -> new Client());
                if (event.type() == EventType.INVOKE) {
                    invoke(event, position, client);
                } else {
                    complete(event, position, client);
                }
            }
            for (Client client : clients.values()) {
                if (client.opened != Client.NOTHING && byInvocation.get(client.operation) == null) {
                    byInvocation.set(client.operation, crashed(events.get(client.opened), null, client.opened));
                }
            }
            return Arrays.asList(byInvocation.toArray(new Operation[0]));
        }

        private void invoke(Event event, int position, Client client) {
            if (client.opened != Client.NOTHING) {
                throw bad(
                        event,
                        "process " + event.process() + " invokes " + event.f() + " while its " + where(client.opened)
                                + " is still open.");
            }
            client.opened = position;
            client.operation = byInvocation.size();
            byInvocation.add(null);
        }

        private void complete(Event event, int position, Client client) {
            int opened = client.opened;
            if (opened == Client.NOTHING) {
                throw bad(
                        event,
                        "process " + event.process() + " completes " + event.f() + " ("
                                + event.type().label() + ") without an invocation.");
            }
            Event invoke = events.get(opened);
            if (!invoke.f().equals(event.f())) {
                throw bad(
                        event,
                        "process " + event.process() + " completes " + event.f() + " but has open its " + where(opened)
                                + ".");
            }
            if (event.key() != null && invoke.key() != null && !event.key().equals(invoke.key())) {
                throw bad(
                        event,
                        "the completion is of key " + EdnWriter.toString(event.key()) + ", the invocation of key "
                                + EdnWriter.toString(invoke.key()) + ".");
            }
            switch (event.type()) {
                case OK -> {
                    client.opened = Client.NOTHING;
                    byInvocation.set(client.operation, closed(invoke, event, opened, position, result(invoke, event)));
                }
                case FAIL -> {
                    if (event.value() != null && !event.value().equals(invoke.value())) {
                        throw bad(
                                event,
                                "the failed " + event.f() + " has value " + EdnWriter.toString(event.value())
                                        + " but was invoked with " + EdnWriter.toString(invoke.value()) + ".");
                    }
                    client.opened = Client.NOTHING;
                    byInvocation.set(client.operation, closed(invoke, event, opened, position, invoke.value()));
                }
                case INFO -> {
                    if (byInvocation.get(client.operation) != null) {
                        throw bad(event, "process " + event.process() + " completes its " + where(opened) + " twice.");
                    }
                    // Stays open: the process is used up, and a later invocation of it is an error.
                    byInvocation.set(client.operation, crashed(invoke, event, opened));
                }
                case INVOKE -> throw new IllegalStateException("an invocation is no completion");
            }
        }

        /** A read returns what its completion says; other operations may leave their value out of the completion. */
        private static @Nullable Object result(Event invoke, Event completion) {
            boolean read = invoke.f().equals("read") || invoke.f().equals("get");
            return read || completion.value() != null ? completion.value() : invoke.value();
        }

        private static Operation closed(Event invoke, Event completion, int from, int to, @Nullable Object value) {
            return new Operation(invoke, completion, completion.type(), from, to, invoke.key(), value);
        }

        private static Operation crashed(Event invoke, @Nullable Event completion, int from) {
            return new Operation(
                    invoke, completion, EventType.INFO, from, Integer.MAX_VALUE, invoke.key(), invoke.value());
        }

        private String where(int position) {
            Event event = events.get(position);
            return event.f() + (event.line() > 0 ? " of line " + event.line() : " of event " + position);
        }

        private BadHistoryException bad(Event event, String fault) {
            return new BadHistoryException(source, event.line(), fault);
        }
    }
}
