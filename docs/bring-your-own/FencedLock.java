import java.io.PrintStream;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * Clients that take a lock, sleep too long, and write. Says what it did, a line each, on standard output.
 *
 * <p>java FencedLock.java STEPS SEED [--no-fence]
 */
public class FencedLock {

    /** Gives the lock to one client at a time, and takes it back from who is too slow. */
    static final class Service {
        private String holder = "";
        private int issued;

        int acquire(String client) {
            if (!holder.isEmpty()) {
                return 0;
            }
            holder = client;
            return ++issued;
        }

        boolean release(String client) {
            boolean held = holder.equals(client);
            holder = held ? "" : holder;
            return held;
        }

        void expire() {
            holder = "";
        }
    }

    /** Keeps the fence. */
    static final class Storage {
        private final boolean fenced;
        private int seen;

        Storage(boolean fenced) {
            this.fenced = fenced;
        }

        boolean write(int token) {
            if (fenced && token < seen) {
                return false;
            }
            seen = token;
            return true;
        }
    }

    public static void main(String[] arguments) {
        List<String> all = List.of(arguments);
        int steps = Integer.parseInt(all.get(0));
        Random random = new Random(Long.parseLong(all.get(1)));
        Storage storage = new Storage(!all.contains("--no-fence"));
        Service service = new Service();
        TreeMap<String, Integer> tokens = new TreeMap<>();
        PrintStream out = new PrintStream(new java.io.BufferedOutputStream(System.out), false);
        int events = 0;
        while (events < steps) {
            String client = List.of("ann", "bob", "cleo").get(random.nextInt(3));
            int token = tokens.getOrDefault(client, 0);
            String did = "";
            if (random.nextInt(10) == 0) {
                service.expire(); // Nobody hears of it.
            } else if (random.nextInt(4) == 0 && token == 0) {
                token = service.acquire(client);
                if (token > 0) {
                    tokens.put(client, token);
                    did = "acquired";
                }
            } else if (random.nextInt(5) == 0) {
                did = service.release(client) ? "released" : "";
                tokens.remove(client); // Also who hears that it had lost the lock.
            } else if (token > 0) {
                did = storage.write(token) ? "wrote" : "refused";
            }
            if (!did.isEmpty()) {
                events++;
                out.print("{\"did\":\"" + did + "\",\"client\":\"" + client + "\",\"token\":" + token + "}\n");
            }
        }
        out.print("{\"end\":true,\"events\":" + events + "}\n");
        out.flush();
    }
}
