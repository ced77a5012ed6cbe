package org.synod.linearizability.check;

import java.util.ArrayList;
import java.util.List;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.EventType;
import org.synod.linearizability.history.History;
import org.synod.linearizability.model.HistoryGenerator;
import org.synod.linearizability.model.ModelKind;
import org.synod.linearizability.model.NamedModel;

/** Histories that the algorithms which need no search can judge, or most of them. */
enum Workload {
    REGISTER(ModelKind.REGISTER, 0, 100),
    FIFO_QUEUE(ModelKind.FIFO_QUEUE, 0, 100),
    STACK(ModelKind.STACK, 0, 99),
    UNORDERED_QUEUE(ModelKind.UNORDERED_QUEUE, 0, 100),
    /** The same element many times; nobody finds the queue empty. */
    UNORDERED_QUEUE_OF_FEW(ModelKind.UNORDERED_QUEUE, 2, 98),
    /** Nobody reads the whole set. */
    SET_OF_ELEMENTS(ModelKind.SET, 2, 98),
    /** Additions and reads of the whole set; made from lists. */
    GROWING_SET(ModelKind.LIST_APPEND, 0, 100),
    LIST(ModelKind.LIST_APPEND, 0, 100),
    /** Everybody adds 1, or 0. */
    COUNTER(ModelKind.COUNTER, 2, 100);

    private final ModelKind made;
    private final int values;
    /** Of how many histories in a hundred the algorithms must tell what they are. */
    private final int share;

    Workload(ModelKind made, int values, int share) {
        this.made = made;
        this.values = values;
        this.share = share;
    }

    int share() {
        return share;
    }

    NamedModel model() {
        return NamedModel.of((this == GROWING_SET ? ModelKind.SET : made).label());
    }

    /** A history, which is violated at most by lies. */
    History history(int seed, int clients, int operations, double crashed, double lies) {
        List<Event> events = HistoryGenerator.events(
                new HistoryGenerator.Settings(made, seed, clients, operations, values, 1, crashed, lies));
        List<Event> kept = new ArrayList<>();
        for (Event event : events) {
            if (this == UNORDERED_QUEUE_OF_FEW
                    && event.type() == EventType.OK
                    && event.f().equals("dequeue")
                    && event.value() == null) {
                // Without its invocation as well, which is the last event of the process.
                int invoked = kept.size() - 1;
                while (!kept.get(invoked).process().equals(event.process())) {
                    invoked--;
                }
                kept.remove(invoked);
            } else if (this != SET_OF_ELEMENTS || !event.f().equals("read")) {
                String f = this == GROWING_SET && event.f().equals("append") ? "add" : event.f();
                kept.add(Event.of(event.process(), event.type(), f, event.key(), event.value()));
            }
        }
        return History.of(this + "-" + seed, kept);
    }
}
