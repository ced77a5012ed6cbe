package org.synod.archive;

import org.synod.core.Command;

/** What was chosen in a slot. */
public record ArchivedEntry(long slot, Command command) {}
