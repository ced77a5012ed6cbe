package org.synod.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Authorities and certificates, made by the JDK's keytool. */
public final class Certificates {
    private static final char[] PASSWORD = "password".toCharArray();

    private final Path folder;

    /**
     * @param folder for the files
     */
    public Certificates(Path folder) {
        this.folder = folder;
    }

    /** Makes an authority; the file with its certificate. */
    public Path authority(String name) throws IOException, InterruptedException, GeneralSecurityException {
        keytool(name, "ca", "CN=" + name, "-ext", "bc=ca:true");
        Path file = folder.resolve(name + "-ca.pem");
        Files.writeString(
                file, pem("CERTIFICATE", store(name).getCertificate("ca").getEncoded()));
        return file;
    }

    /**
     * Makes a certificate of an authority, valid for both sides of a connection.
     *
     * @param believed the authority's file that its owner believes
     * @param more options of keytool, as {@code -startdate -9d -validity 1}
     */
    public TlsFiles issue(String authority, String subject, Path believed, String... more)
            throws IOException, InterruptedException, GeneralSecurityException {
        String alias = "c" + System.nanoTime();
        List<String> options = new ArrayList<>(List.of(more));
        options.addAll(List.of("-signer", "ca"));
        keytool(authority, alias, subject, options.toArray(new String[0]));
        KeyStore store = store(authority);
        StringBuilder chain = new StringBuilder();
        for (Certificate certificate : store.getCertificateChain(alias)) {
            chain.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        Path certificate = Files.writeString(folder.resolve(alias + ".pem"), chain);
        Path key = Files.writeString(
                folder.resolve(alias + ".key"),
                pem("PRIVATE KEY", store.getKey(alias, PASSWORD).getEncoded()));
        return new TlsFiles(certificate, key, believed);
    }

    private KeyStore store(String authority) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(authority + ".p12"))) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + kind + "-----\n";
    }

    private void keytool(String authority, String alias, String subject, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-storetype",
                "PKCS12",
                "-keystore",
                folder.resolve(authority + ".p12").toString(),
                "-storepass",
                new String(PASSWORD),
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-alias",
                alias,
                "-dname",
                subject));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
    }
}
