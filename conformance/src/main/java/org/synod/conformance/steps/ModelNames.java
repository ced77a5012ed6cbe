package org.synod.conformance.steps;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.Entry;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.protocol.Image;
import tlc2.util.FP64;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.ModelValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.Value;

/**
 * The values of a model under their Java names, and back.
 *
 * <p>A ballot of the specification is a number that {@code Owner} gives to one replica; in Java it is the number and that
 * replica, in the same order. A set of members is a configuration whose members are in the order of their names.
 */
final class ModelNames {

    private final Map<ReplicaId, Value> replicas = new LinkedHashMap<>();
    private final Set<ReplicaId> storage;
    private final Map<Value, Command> commands = new HashMap<>();
    private final List<Command> clients = new ArrayList<>();
    private final SortedMap<Long, ReplicaId> owners = new TreeMap<>();
    private final List<List<Member>> configurations = new ArrayList<>();
    private final Map<Long, Image> images = new HashMap<>();
    private final Map<Long, SentMessages.Sent> sent = new HashMap<>();
    private final Configuration first;
    private final boolean archiving;
    private final boolean trees;

    /** @param constants the record that {@link StepSpec} has TLC evaluate */
    ModelNames(Value constants) {
        new TreeMap<>(TlaValues.elements(TlaValues.field(constants, "replicas")).stream()
                        .collect(Collectors.toMap(Value::toString, v -> v)))
                .forEach((name, value) -> replicas.put(new ReplicaId(name), value));
        storage = Set.copyOf(replicaSet(TlaValues.field(constants, "trees")));
        long client = 1;
        for (Value command : TlaValues.elements(TlaValues.field(constants, "commands"))) {
            byte[] payload = command.toString().getBytes(StandardCharsets.US_ASCII);
            Command made = new Command(client++, 1, payload);
            commands.put(command, made);
            clients.add(made);
        }
        commands.put(TlaValues.field(constants, "noOp"), Command.NO_OP);
        TlaValues.byNumber(TlaValues.field(constants, "owners"))
                .forEach((ballot, owner) -> owners.put(ballot, replica(owner)));
        TlaValues.elements(TlaValues.field(constants, "configurations")).forEach(c -> configurations.add(members(c)));
        first = Configuration.first(members(TlaValues.field(constants, "initial")));
        archiving = isTrue(constants, "archiving");
        trees = isTrue(constants, "applying");
    }

    private static boolean isTrue(Value constants, String name) {
        return TlaValues.field(constants, name).toString().equals("TRUE");
    }

    /** Everybody who may ever be a member, by name. */
    Collection<ReplicaId> replicas() {
        return replicas.keySet();
    }

    Value value(ReplicaId replica) {
        Value value = replicas.get(replica);
        if (value == null) {
            throw new IllegalArgumentException("nobody is called " + replica);
        }
        return value;
    }

    ReplicaId replica(Value value) {
        return new ReplicaId(value.toString());
    }

    Role role(ReplicaId replica) {
        return storage.contains(replica) ? Role.STORAGE : Role.LOG;
    }

    Configuration first() {
        return first;
    }

    /** What clients may ask for. */
    List<Command> clients() {
        return clients;
    }

    /** What the members may be changed to. */
    List<List<Member>> configurations() {
        return configurations;
    }

    /** Whether there is an archive, and logs are trimmed. */
    boolean archiving() {
        return archiving;
    }

    /** Whether storage replicas apply what is chosen. */
    boolean trees() {
        return trees;
    }

    Ballot ballot(long number) {
        if (number == 0) {
            return Ballot.ZERO;
        }
        ReplicaId owner = owners.get(number);
        if (owner == null) {
            throw new IllegalArgumentException("nobody owns ballot " + number);
        }
        return new Ballot(number, owner);
    }

    /** The ballots of a replica. */
    List<Long> owned(ReplicaId replica) {
        return owners.entrySet().stream()
                .filter(e -> e.getValue().equals(replica))
                .map(Map.Entry::getKey)
                .toList();
    }

    Set<ReplicaId> replicaSet(Value set) {
        return TlaValues.elements(set).stream().map(this::replica).collect(Collectors.toCollection(TreeSet::new));
    }

    List<Member> members(Value set) {
        return replicaSet(set).stream().map(r -> new Member(r, role(r), "")).toList();
    }

    /** A configuration with its slot; where the specification has none (MultiPaxos), the first one. */
    Configuration configuration(@Nullable Value value) {
        return value == null
                ? first
                : new Configuration(TlaValues.number(value, "slot"), members(TlaValues.field(value, "members")));
    }

    Command command(Value value) {
        Value members = value instanceof ModelValue ? null : TlaValues.find(value, "members");
        if (members != null) {
            return Command.configuration(members(members));
        }
        Command command = commands.get(value);
        if (command == null) {
            throw new IllegalArgumentException("not a command: " + value);
        }
        return command;
    }

    /** A vote; in MultiPaxos all are cast under the first configuration. */
    Entry entry(Value value) {
        Value under = TlaValues.find(value, "under");
        return new Entry(
                ballot(TlaValues.number(value, "ballot")),
                under == null ? 0 : TlaValues.number(under),
                command(TlaValues.field(value, "command")));
    }

    SortedMap<Long, Entry> entries(Value function) {
        SortedMap<Long, Entry> entries = new TreeMap<>();
        TlaValues.byNumber(function).forEach((slot, entry) -> entries.put(slot, entry(entry)));
        return entries;
    }

    /** A message of the specification; each is read once. */
    SentMessages.Sent sent(Value message) {
        return sent.computeIfAbsent(message.fingerPrint(FP64.New()), f -> SentMessages.sent(this, message));
    }

    /** The image of a replica whose part of a state has that fingerprint; each is made once. */
    Image image(long local, Supplier<Image> made) {
        Image known = images.get(local);
        if (known == null) {
            known = made.get();
            images.put(local, known);
        }
        return known;
    }

    /** A parameter of an action; null when Java has nothing like it. */
    @Nullable Object parameter(Object value) {
        return switch (value) {
            case IntValue number -> TlaValues.number(number);
            case SetEnumValue set -> replicaSet(set);
            case ModelValue name -> {
                Command command = commands.get(name);
                yield command == null ? replica(name) : command;
            }
            case Value other -> other.toSetEnum() == null ? command(other) : replicaSet(other);
            default -> null;
        };
    }
}
