package org.synod.cli;

import java.time.Duration;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "member",
        mixinStandardHelpOptions = true,
        description = "Changes the members of a running group, one at a time; the leader refuses what would end it.")
final class MemberCommand extends Group {

    @Mixin
    ConnectOptions connect = new ConnectOptions();

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Has a node copy what the group has; it is no member yet.")
    int add(
            @Parameters(paramLabel = "NAME=HOST:PORT") String node,
            @Option(names = "--log", description = "it keeps the log alone: votes, never leads, serves no reads")
                    boolean log)
            throws Exception {
        int equals = node.indexOf('=');
        if (equals < 1 || !node.substring(equals + 1).matches(".+:[0-9]{1,5}")) {
            throw connect.usage("member add takes NAME=HOST:PORT, not '" + node + "'");
        }
        try {
            Member member = new Member(
                    new ReplicaId(node.substring(0, equals)),
                    log ? Role.LOG : Role.STORAGE,
                    node.substring(equals + 1));
            return change("add " + member.id() + "=" + member.address() + (log ? " log" : ""));
        } catch (IllegalArgumentException e) {
            throw connect.usage(String.valueOf(e.getMessage()));
        }
    }

    @Command(name = "promote", mixinStandardHelpOptions = true, description = "Makes a node that was added a member.")
    int promote(@Parameters(paramLabel = "NAME") String name) throws Exception {
        return change("promote " + replica(name));
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Makes a member none.")
    int remove(@Parameters(paramLabel = "NAME") String name) throws Exception {
        return change("remove " + replica(name));
    }

    private ReplicaId replica(String name) {
        try {
            return new ReplicaId(name);
        } catch (IllegalArgumentException e) {
            throw connect.usage(String.valueOf(e.getMessage()));
        }
    }

    private int change(String words) throws Exception {
        Duration deadline = connect.deadline(10);
        return connect.run(client -> {
            System.out.println(client.changeMembers(words, deadline).get());
            return Exit.HOLDS;
        });
    }
}
