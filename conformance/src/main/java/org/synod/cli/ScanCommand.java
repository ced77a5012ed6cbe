package org.synod.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.synod.client.Session;
import org.synod.client.SynodClient;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Item;
import org.synod.statemachine.Operation;
import org.synod.statemachine.Result;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "scan",
        mixinStandardHelpOptions = true,
        description = "Prints keys and values of a range, in the order of the keys' bytes; exit 0 if it is empty too.")
final class ScanCommand implements Callable<Integer> {

    @ParentCommand
    ClientCommand parent = new ClientCommand();

    @Option(names = "--from", paramLabel = "K", description = "the first key (default: the first there is)")
    String from = "";

    @Option(names = "--to", paramLabel = "K", description = "the key before which it ends (default: none)")
    @Nullable String to;

    @Option(names = "--limit", paramLabel = "N", description = "keys at most (default ${DEFAULT-VALUE})")
    int limit = 1000;

    @Option(names = "--eventual", description = "from any replica; may be old")
    boolean eventual;

    @Option(names = "--json", description = "one JSON document: entries, and next where there are more")
    boolean json;

    @Override
    public Integer call() throws Exception {
        if (limit < 1) {
            throw parent.connect.usage("--limit takes a number from 1 upwards");
        }
        return parent.connect.run(this::scan);
    }

    /** Page by page: no page is larger than a message may be. */
    private int scan(SynodClient client) throws Exception {
        Session session = client.session();
        List<Map<String, Object>> entries = new ArrayList<>();
        @Nullable Bytes next = Bytes.of(from);
        @Nullable Bytes end = to == null ? null : Bytes.of(to);
        int left = limit;
        while (next != null && left > 0) {
            Operation.Scan scan =
                    new Operation.Scan(next, end, Math.min(left, Operation.MOST_ENTRIES), Operation.LARGEST_PAGE);
            Result.Page page = eventual
                    ? session.scanEventual(scan).get().page()
                    : session.scan(scan).get();
            for (Item item : page.entries()) {
                if (json) {
                    entries.add(entry(item));
                } else {
                    System.out.println(item.key() + "\t" + item.value());
                }
            }
            left -= page.entries().size();
            next = page.next();
        }
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("entries", entries);
            if (next != null) {
                document.put("next", next.toString());
            }
            Console.json(document);
        } else if (next != null) {
            System.err.println("synod: there are more, from '" + next + "' on");
        }
        return Exit.HOLDS;
    }

    private static Map<String, Object> entry(Item item) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("key", item.key().toString());
        entry.put("value", item.value().toString());
        entry.put("version", item.version());
        return entry;
    }
}
