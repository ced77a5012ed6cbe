package org.synod.runtime;

import java.net.InetSocketAddress;

/** Where a replica listens, and what it keeps. */
public record NodeAddress(InetSocketAddress address, NodeRole role) {}
