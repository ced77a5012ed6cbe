package org.synod.conformance.report;

import java.util.Map;

/** Why a run may never have taken an action; shown beside actions whose count is zero. */
final class ActionNotes {

    private static final Map<String, String> WHY = Map.ofEntries(
            Map.entry("Prepare", "nobody tried to lead, so nothing can have happened at all"),
            Map.entry("Promise", "no candidate's Prepare reached another replica"),
            Map.entry("Lead", "no candidate got a quorum of promises"),
            Map.entry(
                    "StepDown",
                    "no leader or candidate was told of a higher ballot before it was asked to take part in it"),
            Map.entry("Propose", "no client's command reached a leader"),
            Map.entry("Accept", "no proposal reached an acceptor"),
            Map.entry("Flush", "nothing became durable"),
            Map.entry("Choose", "no proposal was accepted by a quorum"),
            Map.entry("Learn", "no replica heard of a decision that it had not made itself"),
            Map.entry("Crash", "no replica was killed or stopped"),
            Map.entry(
                    "ProposeAwaited",
                    "nobody took over who had missed slots before a change of members that others had voted for"),
            Map.entry(
                    "LoseDisk",
                    "no disk was lost, or nobody was there to tell: a process that is killed for good has crashed"),
            Map.entry("Fetch", "nobody lacked what others had trimmed, or it was copied with a tree"),
            Map.entry("InstallSnapshot", "nobody lacked so much that a tree was copied"),
            Map.entry("ReadEventual", "no client asked for an eventual read"),
            Map.entry("Release", "no leader relinquished while a lease bound anybody"),
            Map.entry("Relinquish", "no leader handed over"),
            Map.entry("Restart", "no replica came back"));

    private ActionNotes() {}

    static String why(String action) {
        return WHY.getOrDefault(action, "this run did not lead there");
    }
}
