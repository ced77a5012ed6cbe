package org.synod.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * Where the certificates of one side are, as PEM.
 *
 * @param certificate its own one, with those between it and the authority behind it
 * @param key the private key to it, PKCS#8, not encrypted: RSA, EC or EdDSA
 * @param ca the authorities whose certificates are believed
 */
public record TlsFiles(Path certificate, Path key, Path ca) {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    /** What stands in the files. */
    record Content(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities) {}

    /**
     * Reads them.
     *
     * @throws TlsException when one cannot be read, or the key does not belong to the certificate
     */
    Content read() throws TlsException {
        List<X509Certificate> chain = certificates(certificate);
        PublicKey open = chain.getFirst().getPublicKey();
        PrivateKey secret = privateKey(open.getAlgorithm());
        try {
            if (!fit(open, secret)) {
                throw new TlsException("The key " + key + " does not belong to the certificate " + certificate + ".");
            }
        } catch (GeneralSecurityException e) {
            throw new TlsException("The key " + key + " cannot be used: " + e.getMessage() + ".");
        }
        return new Content(chain, secret, certificates(ca));
    }

    /**
     * Changes when a file does.
     *
     * @throws TlsException when one is not there
     */
    List<Object> stamp() throws TlsException {
        List<Object> stamp = new ArrayList<>();
        for (Path file : List.of(certificate, key, ca)) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                stamp.add(attributes.lastModifiedTime());
                stamp.add(attributes.size());
                stamp.add(Objects.requireNonNullElse(attributes.fileKey(), ""));
            } catch (IOException e) {
                throw new TlsException("The file " + file + " cannot be read.");
            }
        }
        return stamp;
    }

    private static List<X509Certificate> certificates(Path file) throws TlsException {
        List<X509Certificate> certificates = new ArrayList<>();
        try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(file))) {
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .forEach(read -> certificates.add((X509Certificate) read));
        } catch (IOException e) {
            throw new TlsException("The file " + file + " cannot be read.");
        } catch (GeneralSecurityException e) {
            throw new TlsException("The file " + file + " holds no certificates in PEM: " + e.getMessage() + ".");
        }
        if (certificates.isEmpty()) {
            throw new TlsException("The file " + file + " holds no certificates in PEM.");
        }
        return certificates;
    }

    private PrivateKey privateKey(String algorithm) throws TlsException {
        String text;
        try {
            text = Files.readString(key, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new TlsException("The key " + key + " cannot be read.");
        }
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new TlsException("The key " + key + " is not '" + BEGIN + "': it must be PKCS#8, not encrypted.");
        }
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new TlsException("The key " + key + " is none of the kind " + algorithm + " of the certificate.");
        }
    }

    /** Whether the one can check what the other signs. */
    private static boolean fit(PublicKey open, PrivateKey secret) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(
                switch (open.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> open.getAlgorithm();
                });
        byte[] words = "any words".getBytes(StandardCharsets.US_ASCII);
        signature.initSign(secret);
        signature.update(words);
        byte[] signed = signature.sign();
        signature.initVerify(open);
        signature.update(words);
        return signature.verify(signed);
    }
}
