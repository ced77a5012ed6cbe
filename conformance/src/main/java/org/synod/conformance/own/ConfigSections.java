package org.synod.conformance.own;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of a TLC configuration a trace needs: the constants, the invariants, and where a behaviour begins. The rest - bounds
 * of a search, symmetry, temporal properties - says nothing of one finite behaviour.
 */
record ConfigSections(List<String> kept, String init) {

    private static final Pattern SECTION = Pattern.compile(
            "(?m)^\\s*(CONSTANTS?|INIT|NEXT|SPECIFICATION|INVARIANTS?|PROPERT(?:Y|IES)|SYMMETRY|VIEW|CONSTRAINTS?"
                    + "|ACTION_CONSTRAINTS?|CHECK_DEADLOCK|ALIAS|POSTCONDITION|TYPE|TYPE_CONSTRAINT)\\b");

    static ConfigSections of(String config, String usualInit) {
        String text = config.replaceAll("(?s)\\(\\*.*?\\*\\)", " ").replaceAll("\\\\\\*[^\n]*", "");
        List<String> kept = new ArrayList<>();
        String init = usualInit;
        Matcher section = SECTION.matcher(text);
        int begin = -1;
        String name = "";
        boolean more = true;
        while (more) {
            more = section.find();
            int end = more ? section.start(1) : text.length();
            if (begin >= 0) {
                String whole = text.substring(begin, end).strip();
                if (name.startsWith("CONSTANT") || name.startsWith("INVARIANT")) {
                    kept.add(whole);
                } else if (name.equals("INIT")) {
                    init = whole.substring("INIT".length()).strip();
                }
            }
            if (more) {
                begin = end;
                name = section.group(1);
            }
        }
        return new ConfigSections(List.copyOf(kept), init);
    }
}
