package org.synod.runtime;

import java.net.InetSocketAddress;
import org.synod.core.Role;

/** Where a replica listens, and what it keeps. */
public record NodeAddress(InetSocketAddress address, Role role) {}
