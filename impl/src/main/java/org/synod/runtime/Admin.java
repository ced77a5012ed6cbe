package org.synod.runtime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.message.ClientMessage.Status;
import org.synod.protocol.Input;
import org.synod.protocol.Replica;

/** What an operator may ask of a group: its status, other members, a hand-over. On the event loop. */
final class Admin {

    /** A change of the members that somebody waits for. */
    private record Pending(Requests.Asked asked, ReplicaId member, boolean in) {}

    private final GroupHost host;
    private final Replica replica;
    private final Members members;
    private final NodeServices services;
    private final Steps steps;
    private @Nullable Pending pending;

    Admin(GroupHost host, Members members, NodeServices services, Steps steps) {
        this.services = services;
        this.host = host;
        this.replica = host.replica();
        this.members = members;
        this.steps = steps;
    }

    void request(Requests.Asked asked, long nowNanos) {
        switch (asked.request().kind()) {
            case STATUS ->
                host.reply(asked, Status.OK, new StatusText(host, members, nowNanos).lines(services.status()));
            case MEMBERS -> change(asked, nowNanos);
            case RELINQUISH -> {
                if (replica.isLeader()) {
                    steps.step(new Input.Relinquish());
                    host.reply(asked, Status.OK, "relinquished");
                } else {
                    host.reply(asked, Status.NOT_LEADER, "");
                }
            }
            case LOG, EVENTUAL_READ, CONSISTENT_READ -> throw new IllegalArgumentException("for the tree");
        }
    }

    private void change(Requests.Asked asked, long nowNanos) {
        if (!replica.isLeader()) {
            host.reply(asked, Status.NOT_LEADER, "");
            return;
        }
        String text = new String(asked.request().payload(), StandardCharsets.UTF_8).strip();
        String[] words = text.split("\\s+");
        try {
            String refusal = words.length < 2 ? "say add, promote or remove, and whom" : change(asked, words, nowNanos);
            if (refusal != null) {
                host.reply(asked, Status.INVALID, refusal);
            }
        } catch (IllegalArgumentException e) {
            host.reply(asked, Status.INVALID, String.valueOf(e.getMessage()));
        }
    }

    private @Nullable String change(Requests.Asked asked, String[] words, long nowNanos) {
        return switch (words[0]) {
            case "add" -> add(asked, words);
            case "promote" -> promote(asked, new ReplicaId(words[1]));
            case "remove" -> remove(asked, new ReplicaId(words[1]), nowNanos);
            default -> "there is no '" + words[0] + "', only add, promote and remove";
        };
    }

    private @Nullable String add(Requests.Asked asked, String[] words) {
        int equals = words[1].indexOf('=');
        if (equals < 0 || !words[1].matches(".+:[0-9]{1,5}")) {
            return "say where it listens: add NAME=host:port";
        }
        ReplicaId id = new ReplicaId(words[1].substring(0, equals));
        if (replica.configuration().contains(id)) {
            return id + " is a member already";
        }
        Role role = words.length > 2 && words[2].equals("log") ? Role.LOG : Role.STORAGE;
        members.add(new Member(id, role, words[1].substring(equals + 1)));
        host.reply(asked, Status.OK, id + " is on standby and copies; promote it when it has caught up");
        return null;
    }

    private @Nullable String promote(Requests.Asked asked, ReplicaId id) {
        Member other = members.standby().stream()
                .filter(m -> m.id().equals(id))
                .findFirst()
                .orElse(null);
        if (other == null) {
            return id + " is not on standby: add it first";
        }
        if (!members.isConnected(id)) {
            return id + " does not answer";
        }
        if (!members.hasCaughtUp(other)) {
            return id + " has " + replica.held(id) + " of " + replica.chosenUpTo()
                    + " slots: wait until it has caught up";
        }
        List<Member> changed = new ArrayList<>(replica.configuration().members());
        changed.add(other);
        return begin(asked, changed, id, true);
    }

    private @Nullable String remove(Requests.Asked asked, ReplicaId id, long nowNanos) {
        if (!replica.configuration().contains(id)) {
            return id + " is no member";
        }
        String needed = members.neededFor(id, nowNanos);
        if (needed != null) {
            return "the group cannot do without " + id + ": " + needed;
        }
        List<Member> changed = replica.configuration().members().stream()
                .filter(m -> !m.id().equals(id))
                .toList();
        return begin(asked, changed, id, false);
    }

    private @Nullable String begin(Requests.Asked asked, List<Member> changed, ReplicaId member, boolean in) {
        if (pending != null) {
            return "another change of the members is under way";
        }
        String refusal = steps.step(new Input.Reconfigure(changed)).refusal();
        if (refusal == null) {
            pending = new Pending(asked, member, in);
        }
        return refusal;
    }

    /** Answers who waits for a change that has happened, or that this replica has no say in any more. */
    void look() {
        Pending waits = pending;
        if (waits == null) {
            return;
        }
        if (!replica.isLeader()) {
            // The change may still happen: only a look at the members tells.
            pending = null;
            host.reply(waits.asked, Status.IN_DOUBT, "");
        } else if (!replica.isChanging()) {
            pending = null;
            boolean done = replica.configuration().contains(waits.member) == waits.in;
            host.reply(
                    waits.asked,
                    done ? Status.OK : Status.INVALID,
                    waits.member + (waits.in == done ? " is a member" : " is no member")
                            + " in the configuration of slot "
                            + replica.configuration().slot());
        }
    }
}
