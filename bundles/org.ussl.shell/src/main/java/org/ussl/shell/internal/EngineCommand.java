// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ussl.tls.TlsService;
import org.ussl.tls.spi.TlsEngine;
import org.ussl.tls.spi.TlsFeature;
import picocli.CommandLine.Command;

/** {@code ussl:engine}. */
@Component(
        service = ShellCommand.class,
        property = {ShellCommand.SCOPE, "osgi.command.function=engine"})
public final class EngineCommand extends ShellCommand<EngineCommand.Words> {

    @Command(
            name = "engine",
            description = "Tells which engine speaks TLS, and what each that is there can do.",
            footer = {"", "Example: ussl:engine"})
    static final class Words extends Line {}

    // Engines come and go with their bundles.
    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<TlsEngine> engines = List.of();

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ConfigurationAdmin configurations;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable TlsService tls;

    /** For the declarative services. */
    public EngineCommand() {
        super(Words::new);
    }

    @Override
    Answer run(Words line, CommandSession session) throws Refusal {
        String wanted = wanted();
        String chosen = wanted.equals("auto") ? "jdk" : wanted;
        Table table = new Table(List.of("ENGINE", "STATE", "CANNOT"), 12, 8);
        Map<String, Object> all = new LinkedHashMap<>();
        if (tls != null) {
            // It is a part of the TLS service, and no service of its own.
            table.row("jdk", state("jdk", chosen), "depends on the Java version: docs/engines.md");
            all.put("jdk", Map.of());
        }
        List<TlsEngine> known =
                engines.stream().sorted(Comparator.comparing(TlsEngine::name)).toList();
        for (TlsEngine engine : known) {
            List<String> missing = missing(engine);
            table.row(
                    engine.name(), state(engine.name(), chosen), missing.isEmpty() ? "-" : String.join(", ", missing));
            all.put(engine.name(), Map.of("cannot", missing));
        }
        boolean there = all.containsKey(chosen);
        String verdict = there
                ? "engine = " + wanted
                : "engine = " + wanted + ", but " + chosen + " is not there: every new connection fails; start the"
                        + " bundle org.ussl.tls" + (chosen.equals("jdk") ? "" : "." + chosen);
        return new Answer(
                Map.of("engine", wanted, "ok", there, "engines", all),
                style -> table.text(style) + "\n" + style.ansi().string((there ? Tone.NONE : Tone.BAD).mark(verdict)));
    }

    private String wanted() throws Refusal {
        ConfigurationAdmin admin = GatewayService.require(configurations, "The configuration admin");
        String engine = new Settings(admin).value("org.ussl.tls", "engine");
        return engine == null || engine.isEmpty() ? "auto" : engine;
    }

    private static String state(String engine, String chosen) {
        return engine.equals(chosen) ? "in use" : "there";
    }

    private static List<String> missing(TlsEngine engine) {
        return Arrays.stream(TlsFeature.values())
                .filter(feature -> !engine.features().contains(feature))
                .map(feature -> feature.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .toList();
    }
}
