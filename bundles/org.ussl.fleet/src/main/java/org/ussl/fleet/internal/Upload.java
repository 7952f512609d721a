// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ussl.credential.CredentialPart;
import org.ussl.store.nats.internal.sealing.Delivery;

/**
 * The files that an operator names: the same for all gateways, or a folder with a sub-folder for each.
 *
 * @param common for every gateway
 * @param own by gateway; empty if all get the same
 */
record Upload(List<Delivery.File> common, Map<String, List<Delivery.File>> own) {

    static Upload read(List<Path> files) throws IOException, Refusal {
        if (files.size() == 1 && Files.isDirectory(files.get(0))) {
            Map<String, List<Delivery.File>> own = new TreeMap<>();
            List<Path> plain = new ArrayList<>();
            for (Path each : children(files.get(0))) {
                if (Files.isDirectory(each)) {
                    own.put(String.valueOf(each.getFileName()), contents(children(each)));
                } else {
                    plain.add(each);
                }
            }
            if (own.isEmpty()) {
                return new Upload(contents(plain), Map.of());
            }
            if (!plain.isEmpty()) {
                throw new Refusal(
                        FleetTool.WRONG, plain.get(0) + ": beside folders of gateways there must be no files");
            }
            return new Upload(List.of(), own);
        }
        return new Upload(contents(files), Map.of());
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    private static List<Delivery.File> contents(List<Path> files) throws IOException, Refusal {
        List<Delivery.File> all = new ArrayList<>();
        for (CredentialPart part : CredentialPart.values()) {
            for (Path file : files) {
                if (String.valueOf(file.getFileName()).equals(part.fileName())) {
                    all.add(new Delivery.File(part, Files.readAllBytes(file)));
                }
            }
        }
        if (all.size() != files.size() || files.isEmpty()) {
            throw new Refusal(
                    FleetTool.WRONG,
                    "the files must be called ca.pem, cert.pem, private.key, crl.pem, credentials.p12 or passphrase,"
                            + " each once; or it is one folder with a sub-folder of such files for each gateway");
        }
        return all;
    }

    /** Which file a gateway gets; none if it has no folder. */
    List<Delivery.File> of(String gateway) {
        return own.isEmpty() ? common : own.getOrDefault(gateway, List.of());
    }
}
