package org.synod.linearizability.history;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * EDN's values in JSON and back.
 *
 * <p>A keyword is a string with its colon; a string that opens with a colon or a backslash gets a backslash before it.
 * What JSON has no form for is an object of one field: {@code {"#set": [...]}}, {@code {"#map": [[k, v], ...]}} for keys
 * that are neither strings nor keywords, {@code {"#symbol": "s"}}, {@code {"#decimal": "1.5"}}.
 */
public final class JsonValues {
    private JsonValues() {}

    /** A value that a JSON writer prints as it is. */
    public static @Nullable Object encode(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (value) {
            case String text -> text.startsWith(":") || text.startsWith("\\") ? "\\" + text : text;
            case Keyword keyword -> keyword.toString();
            case Symbol symbol -> Map.of("#symbol", symbol.name());
            case BigDecimal number -> Map.of("#decimal", number.toString());
            case Double number -> Double.isFinite(number) ? number : Map.of("#symbol", EdnWriter.toString(number));
            case Set<?> set -> Map.of("#set", list(set));
            case Collection<?> list -> list(list);
            case Map<?, ?> map -> map(map);
            case Number number -> number;
            case Boolean bool -> bool;
            default -> value.toString();
        };
    }

    private static List<@Nullable Object> list(Collection<?> items) {
        List<@Nullable Object> encoded = new ArrayList<>(items.size());
        items.forEach(item -> encoded.add(encode(item)));
        return encoded;
    }

    private static Map<String, @Nullable Object> map(Map<?, ?> map) {
        Map<String, @Nullable Object> encoded = new LinkedHashMap<>();
        boolean plain = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            plain &= entry.getKey() instanceof String || entry.getKey() instanceof Keyword;
            if (plain) {
                encoded.put(String.valueOf(encode(entry.getKey())), encode(entry.getValue()));
            }
        }
        if (plain) {
            return encoded;
        }
        List<@Nullable Object> pairs = new ArrayList<>();
        map.forEach((key, value) -> {
            List<@Nullable Object> pair = new ArrayList<>();
            pair.add(encode(key));
            pair.add(encode(value));
            pairs.add(pair);
        });
        return Map.of("#map", pairs);
    }

    /** The value that was encoded; integers become {@code Long} where they fit. */
    public static @Nullable Object decode(@Nullable Object json) {
        if (json == null) {
            return null;
        }
        return switch (json) {
            case Integer number -> number.longValue();
            case String text -> decodeText(text);
            case List<?> list -> Collections.unmodifiableList(decodeAll(list));
            case Map<?, ?> map -> decodeMap(map);
            default -> json;
        };
    }

    private static Object decodeText(String text) {
        if (text.startsWith(":") && text.length() > 1) {
            return new Keyword(text.substring(1));
        }
        return text.startsWith("\\") ? text.substring(1) : text;
    }

    private static List<@Nullable Object> decodeAll(List<?> items) {
        List<@Nullable Object> decoded = new ArrayList<>(items.size());
        items.forEach(item -> decoded.add(decode(item)));
        return decoded;
    }

    private static Object decodeMap(Map<?, ?> map) {
        if (map.size() == 1) {
            Map.Entry<?, ?> only = map.entrySet().iterator().next();
            if ("#symbol".equals(only.getKey()) && only.getValue() instanceof String name) {
                return symbol(name);
            }
            if ("#decimal".equals(only.getKey()) && only.getValue() instanceof String digits) {
                return new BigDecimal(digits);
            }
            if ("#set".equals(only.getKey()) && only.getValue() instanceof List<?> items) {
                return Collections.unmodifiableSet(new LinkedHashSet<>(decodeAll(items)));
            }
            if ("#map".equals(only.getKey()) && only.getValue() instanceof List<?> pairs) {
                Map<@Nullable Object, @Nullable Object> decoded = new LinkedHashMap<>();
                for (Object pair : pairs) {
                    if (!(pair instanceof List<?> entry) || entry.size() != 2) {
                        throw new IllegalArgumentException("#map wants pairs");
                    }
                    decoded.put(decode(entry.get(0)), decode(entry.get(1)));
                }
                return Collections.unmodifiableMap(decoded);
            }
        }
        Map<@Nullable Object, @Nullable Object> decoded = new LinkedHashMap<>();
        map.forEach((key, value) -> decoded.put(decode(key), decode(value)));
        return Collections.unmodifiableMap(decoded);
    }

    private static Object symbol(String name) {
        return switch (name) {
            case "##NaN" -> Double.NaN;
            case "##Inf" -> Double.POSITIVE_INFINITY;
            case "##-Inf" -> Double.NEGATIVE_INFINITY;
            default -> new Symbol(name);
        };
    }
}
