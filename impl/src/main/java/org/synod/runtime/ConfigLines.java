package org.synod.runtime;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.synod.core.ReplicaId;
import org.synod.core.Role;

/**
 * The {@code key = value} lines of a file by their keys. What makes no sense is refused with one sentence that names the
 * file and the line.
 */
record ConfigLines(String source, Map<String, String> values, Map<String, Integer> numbers) {

    /**
     * Reads the lines.
     *
     * @param source names the text in messages
     * @param keys that there are
     */
    static ConfigLines of(String text, String source, List<String> keys) throws StartException {
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, Integer> numbers = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String content = line.strip();
            if (content.isEmpty() || content.startsWith("#")) {
                continue;
            }
            int equals = content.indexOf('=');
            String key = equals < 0 ? content : content.substring(0, equals).strip();
            if (!keys.contains(key)) {
                throw bad(source + ":" + number + ": there is no key '" + key + "'; the keys are "
                        + String.join(", ", keys) + ".");
            }
            if (equals < 0) {
                throw bad(source + ":" + number + ": '" + key + "' has no value.");
            }
            if (values.put(key, content.substring(equals + 1).strip()) != null) {
                throw bad(source + ":" + number + ": '" + key + "' stands twice.");
            }
            numbers.put(key, number);
        }
        return new ConfigLines(source, values, numbers);
    }

    private static StartException bad(String message) {
        return new StartException(message, StartException.BAD_INPUT);
    }

    @Nullable String value(String key) {
        return values.get(key);
    }

    String required(String key) throws StartException {
        String value = values.get(key);
        if (value == null || value.isEmpty()) {
            throw bad(source + ": '" + key + "' is missing.");
        }
        return value;
    }

    StartException bad(String key, String what) {
        Integer number = numbers.get(key);
        return bad(source + (number == null ? "" : ":" + number) + ": '" + key + "' " + what + ".");
    }

    long number(String key, long otherwise, long least, long most) throws StartException {
        String value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw bad(key, "is a whole number, not '" + value + "'");
        }
        throw bad(key, "is " + value + ", where " + least + " to " + most + " may be");
    }

    double decimal(String key, double otherwise, double least, double most) throws StartException {
        String value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            double number = Double.parseDouble(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw bad(key, "is a number, not '" + value + "'");
        }
        throw bad(key, "is " + value + ", where " + least + " to " + most + " may be");
    }

    boolean flag(String key, boolean otherwise) throws StartException {
        String value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw bad(key, "is true or false, not '" + value + "'");
        };
    }

    /** One of an enumeration's constants, in small letters. */
    <E extends Enum<E>> E choice(String key, E otherwise) throws StartException {
        String value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        E[] constants = otherwise.getDeclaringClass().getEnumConstants();
        StringBuilder names = new StringBuilder();
        for (E constant : constants) {
            String name = constant.name().toLowerCase(Locale.ROOT);
            if (name.equals(value)) {
                return constant;
            }
            names.append(names.isEmpty() ? "" : " or ").append(name);
        }
        throw bad(key, "is " + names + ", not '" + value + "'");
    }

    ReplicaId replica(String key, String name) throws StartException {
        try {
            return new ReplicaId(name);
        } catch (IllegalArgumentException e) {
            throw bad(key, "is wrong: " + e.getMessage());
        }
    }

    InetSocketAddress address(String key, String text) throws StartException {
        int colon = text.lastIndexOf(':');
        try {
            if (colon > 0) {
                return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
            }
        } catch (IllegalArgumentException e) {
            throw bad(key, "has no port from 0 to 65535 in '" + text + "'");
        }
        throw bad(key, "is host:port, not '" + text + "'");
    }

    /** A list of {@code name=host:port} or {@code name=host:port role}, in its order. */
    Map<ReplicaId, NodeAddress> nodes(String key, String text) throws StartException {
        Map<ReplicaId, NodeAddress> nodes = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw bad(key, "is a list of name=host:port");
            }
            ReplicaId id = replica(key, part.substring(0, equals).strip());
            String[] words = part.substring(equals + 1).strip().split("\\s+", 2);
            Role role = switch (words.length == 1 ? "storage" : words[1]) {
                case "storage" -> Role.STORAGE;
                case "log" -> Role.LOG;
                default -> throw bad(key, "gives " + id + " the role '" + words[1] + "', where storage or log may be");
            };
            if (nodes.put(id, new NodeAddress(address(key, words[0]), role)) != null) {
                throw bad(key, "names " + id + " twice");
            }
        }
        return nodes;
    }
}
