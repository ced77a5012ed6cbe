package org.synod.transport;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.synod.core.CodecException;
import org.synod.core.ReplicaId;

/**
 * Mutual TLS, 1.3 or 1.2: both sides show a certificate of an authority that the other believes.
 *
 * <p>A certificate names a replica when its common name, or a DNS name among its alternative names, is the replica's
 * name. Host names play no part: a replica is who it is wherever it runs. Whoever dials a replica checks that the
 * certificate names it; a listener checks that the certificate names who the hello says it is. Clients may have any
 * name. There are no lists of revoked certificates: short lives take their place.
 *
 * <p>The files are looked at whenever a connection is opened, and read again when they have changed; what makes no
 * sense is logged, and the old ones stay in use. For several threads.
 */
public final class Tls {
    private static final long HANDSHAKE_MILLIS = 3000;
    private static final long SESSION_SECONDS = 600;

    /** Handshakes cost milliseconds each: an event loop that did them itself would stand still when many clients come. */
    private static final ThreadPoolExecutor HANDSHAKES = handshakes();

    private record Contexts(SslContext dialling, SslContext listening, X509Certificate own) {}

    private final TlsFiles files;
    private final Complaints complaints = new Complaints();
    private List<Object> stamp;
    private Contexts contexts;

    private Tls(TlsFiles files) throws TlsException {
        this.files = files;
        this.stamp = files.stamp();
        this.contexts = contexts(files);
    }

    /**
     * Reads the files.
     *
     * @throws TlsException when they cannot be used, with one sentence
     */
    public static Tls open(TlsFiles files) throws TlsException {
        return new Tls(files);
    }

    private static ThreadPoolExecutor handshakes() {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "synod-tls");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    private static Contexts contexts(TlsFiles files) throws TlsException {
        TlsFiles.Content content = files.read();
        try {
            return new Contexts(
                    context(
                            SslContextBuilder.forClient().keyManager(content.key(), content.chain()),
                            content.authorities()),
                    context(
                            SslContextBuilder.forServer(content.key(), content.chain())
                                    .clientAuth(ClientAuth.REQUIRE),
                            content.authorities()),
                    content.chain().getFirst());
        } catch (SSLException | IllegalArgumentException e) {
            throw new TlsException(
                    "The certificate " + files.certificate() + " cannot be used: " + e.getMessage() + ".");
        }
    }

    private static SslContext context(SslContextBuilder builder, List<X509Certificate> authorities)
            throws SSLException {
        return builder.sslProvider(SslProvider.JDK)
                .trustManager(authorities)
                .protocols("TLSv1.3", "TLSv1.2")
                // The replica's name is checked instead of the host's.
                .endpointIdentificationAlgorithm(null)
                .sessionTimeout(SESSION_SECONDS)
                .build();
    }

    private synchronized Contexts current() {
        try {
            List<Object> now = files.stamp();
            if (!now.equals(stamp)) {
                stamp = now;
                contexts = contexts(files);
            }
        } catch (TlsException e) {
            complaints.warn("The certificates that are in use stay in use. " + e.getMessage());
        }
        return contexts;
    }

    /** Begins the connection's pipeline with TLS, as the side that dialled. */
    public void dial(Channel channel) {
        add(channel, current().dialling());
    }

    /** Begins the connection's pipeline with TLS, as the side that listens. */
    public void listen(Channel channel) {
        add(channel, current().listening());
    }

    private static void add(Channel channel, SslContext context) {
        SslHandler handler = context.newHandler(channel.alloc(), HANDSHAKES);
        handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
        channel.pipeline().addFirst(handler);
    }

    /** Whether this side's own certificate names the replica. */
    public boolean names(ReplicaId replica) {
        return names(current().own()).contains(replica.name());
    }

    /**
     * Checks the certificate that the other side showed.
     *
     * @throws CodecException when it does not name the replica
     */
    public static void check(SSLSession session, ReplicaId replica) throws CodecException {
        Set<String> names = Set.of();
        try {
            Certificate[] shown = session.getPeerCertificates();
            if (shown.length > 0 && shown[0] instanceof X509Certificate certificate) {
                names = names(certificate);
            }
        } catch (SSLPeerUnverifiedException e) {
            throw new CodecException("no certificate where that of " + replica + " must be");
        }
        if (!names.contains(replica.name())) {
            throw new CodecException("a certificate of " + names + " where that of " + replica + " must be");
        }
    }

    /** The common names of the subject, and the alternative DNS names. */
    private static Set<String> names(X509Certificate certificate) {
        Set<String> names = new LinkedHashSet<>();
        try {
            LdapName subject =
                    new LdapName(certificate.getSubjectX500Principal().getName());
            for (Rdn part : subject.getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    names.add(String.valueOf(part.getValue()));
                }
            }
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (alternative.getFirst() instanceof Integer kind && kind == 2) {
                        names.add(String.valueOf(alternative.get(1)));
                    }
                }
            }
        } catch (InvalidNameException | CertificateParsingException e) {
            // Names that cannot be read are none.
            return Set.of();
        }
        return names;
    }

    /** What went wrong with a handshake, or with TLS later, in words. */
    static String trouble(Throwable cause) {
        if (cause instanceof NotSslRecordException) {
            return "plain text, where this side speaks TLS";
        }
        return cause instanceof SSLException
                ? "TLS failed: " + cause.getMessage()
                : "it ended before TLS was agreed upon";
    }
}
