package org.synod.linearizability.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.EventType;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.Operation;

/**
 * Makes histories by running a correct object under clients that are always busy, from one seed.
 *
 * <p>Every operation takes effect at a random moment while it is open. With lies the object now and then returns a value
 * of chance, so the history may be violated, but need not be.
 */
public final class HistoryGenerator {
    /** A history that is not to be violated at any place. */
    public static final double NEVER = Double.POSITIVE_INFINITY;

    private final Settings settings;
    private final Random random;
    private final List<Event> events = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final Answering[] states;
    private final Draws draws;
    private final ImpossibleRead impossible;
    private int started;
    private long nextProcess;

    private HistoryGenerator(Settings settings) {
        this.settings = settings;
        this.random = new Random(settings.seed());
        this.draws = new Draws(random, settings.values(), settings.clients());
        this.impossible = new ImpossibleRead(settings);
        this.states = new Answering[settings.keys()];
        if (!(settings.model().initial() instanceof Answering start)) {
            throw new IllegalArgumentException(settings.model().initial() + " does not say what it returns");
        }
        Arrays.fill(states, start);
        for (int i = 0; i < settings.clients(); i++) {
            clients.add(new Client(nextProcess++));
        }
    }

    /**
     * What to generate.
     *
     * @param model what each object is
     * @param seed two histories of the same settings are equal
     * @param clients operations open at one time
     * @param operations operations in all
     * @param values how many different values are written; 0 for a new value in each write
     * @param keys objects; each event names its key where there are several, and always for the key-value model
     * @param crashed share of the operations whose client never hears of them, from 0 to 1
     * @param lies share of the results that are a value of chance, from 0 to 1
     * @param violatedAt share of the operations, from 0 to 1, after whose end one operation returns what nobody wrote;
     *     {@link #NEVER} for none
     */
    public record Settings(
            NamedModel model,
            long seed,
            int clients,
            int operations,
            int values,
            int keys,
            double crashed,
            double lies,
            double violatedAt) {

        /** A history that is violated by lies alone. */
        public Settings(
                ModelKind kind,
                long seed,
                int clients,
                int operations,
                int values,
                int keys,
                double crashed,
                double lies) {
            this(NamedModel.of(kind), seed, clients, operations, values, keys, crashed, lies, NEVER);
        }

        ModelKind kind() {
            return model.kind();
        }
    }

    private static final class Client {
        private long process;
        private @Nullable Event open;
        private @Nullable Operation effect;
        private boolean refused;
        private int invokedAt;

        Client(long process) {
            this.process = process;
        }
    }

    /**
     * The events, without times.
     *
     * @throws IllegalArgumentException when nothing returned a value after the place where the history was to be
     *     violated, or the model is not one of this package
     */
    public static List<Event> events(Settings settings) {
        HistoryGenerator generator = new HistoryGenerator(settings);
        generator.run();
        generator.impossible.requireDone();
        return generator.events;
    }

    /** The history of those events. */
    public static History history(Settings settings) {
        return History.of("generated-" + settings.seed(), events(settings));
    }

    private void run() {
        clients.forEach(this::invoke);
        int busy = Math.min(clients.size(), settings.operations());
        while (busy > 0) {
            Client client = clients.get(random.nextInt(clients.size()));
            if (client.open == null) {
                continue;
            }
            if (client.effect == null && !client.refused) {
                takeEffect(client, client.open);
            } else {
                complete(client, client.open);
                impossible.completed();
                if (!invoke(client)) {
                    busy--;
                }
            }
        }
    }

    /** Begins the client's next operation; false when there were enough. */
    private boolean invoke(Client client) {
        client.open = null;
        if (started == settings.operations()) {
            return false;
        }
        started++;
        client.open = invocation(client.process);
        client.effect = null;
        client.refused = false;
        client.invokedAt = events.size();
        events.add(client.open);
        return true;
    }

    private Event invocation(long process) {
        ModelKind kind = settings.kind();
        boolean keyed = kind == ModelKind.KEY_VALUE || settings.keys() > 1;
        Object key = keyed ? "k" + random.nextInt(settings.keys()) : null;
        String f = kind.functions().get(random.nextInt(kind.functions().size()));
        return Event.of(process, EventType.INVOKE, f, key, draws.argument(kind, f));
    }

    private void takeEffect(Client client, Event invoke) {
        int object = invoke.key() == null
                ? 0
                : Integer.parseInt(invoke.key().toString().substring(1));
        Operation operation = operation(invoke, states[object].answer(invoke.f(), invoke.value()));
        if (states[object].step(operation) instanceof Step.Next next) {
            states[object] = (Answering) next.model();
            client.effect = operation;
        } else {
            client.refused = true;
        }
    }

    private static Operation operation(Event invoke, @Nullable Object value) {
        return new Operation(invoke, null, EventType.OK, 0, 0, null, value);
    }

    private void complete(Client client, Event invoke) {
        if (random.nextDouble() < settings.crashed()) {
            if (random.nextBoolean()) {
                events.add(Event.of(client.process, EventType.INFO, invoke.f(), invoke.key(), invoke.value()));
            }
            client.process = nextProcess++;
            return;
        }
        Operation effect = client.effect;
        boolean lie = random.nextDouble() < settings.lies();
        if (effect == null && !lie) {
            events.add(Event.of(client.process, EventType.FAIL, invoke.f(), invoke.key(), invoke.value()));
            return;
        }
        Object value = effect == null ? invoke.value() : effect.value();
        if (lie) {
            value = draws.lie(settings.kind(), invoke.f(), value);
        }
        value = impossible
                .insteadOf(invoke.f(), value, client.invokedAt, events.size())
                .orElse(value);
        events.add(Event.of(client.process, EventType.OK, invoke.f(), invoke.key(), value));
    }
}
