// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Which parts of the gateway are not running, and why, as the declarative services tell it. */
final class ComponentCheck {

    private static final String OURS = "org.ussl";

    private final BundleContext context;
    private final ServiceComponentRuntime runtime;

    ComponentCheck(BundleContext context, ServiceComponentRuntime runtime) {
        this.context = context;
        this.runtime = runtime;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        Bundle[] bundles = Arrays.stream(context.getBundles())
                .filter(bundle -> String.valueOf(bundle.getSymbolicName()).startsWith(OURS))
                .toArray(Bundle[]::new);
        for (Bundle bundle : bundles) {
            boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
            // One that is started when somebody needs it is well.
            boolean up = bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING;
            if (!fragment && !up) {
                findings.add(Finding.wrong(
                        bundle.getSymbolicName(),
                        "the bundle is not running: start " + bundle.getBundleId() + ", and read what it says"));
            }
        }
        int running = 0;
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs(bundles)) {
            List<Finding> of = of(component);
            findings.addAll(of);
            running += of.isEmpty() ? 1 : 0;
        }
        if (findings.stream().noneMatch(finding -> finding.severity() == Finding.Severity.WRONG)) {
            findings.add(Finding.ok("components", running + " are running"));
        }
        return findings;
    }

    private List<Finding> of(ComponentDescriptionDTO component) {
        if (!runtime.isComponentEnabled(component)) {
            return List.of();
        }
        var configurations = runtime.getComponentConfigurationDTOs(component);
        if (configurations.isEmpty() && "require".equals(component.configurationPolicy)) {
            return List.of(off(component));
        }
        return configurations.stream()
                .flatMap(configuration -> of(component, configuration))
                .toList();
    }

    private static Stream<Finding> of(ComponentDescriptionDTO component, ComponentConfigurationDTO configuration) {
        String bundle = component.bundle.symbolicName;
        return switch (configuration.state) {
            case ComponentConfigurationDTO.FAILED_ACTIVATION ->
                Stream.of(Finding.wrong(bundle, name(component) + " does not start: " + reason(configuration.failure)));
            case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION -> Stream.of(off(component));
            case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
                Stream.of(Finding.wrong(
                        bundle,
                        name(component) + " waits for "
                                + Arrays.stream(configuration.unsatisfiedReferences)
                                        .map(missing -> words(missing, component.references))
                                        .collect(Collectors.joining(" and "))));
            default -> Stream.empty();
        };
    }

    /** Nothing is wrong with what nobody has asked for. */
    private static Finding off(ComponentDescriptionDTO component) {
        return Finding.ok(
                component.bundle.symbolicName,
                name(component) + " is off, because it is not configured: "
                        + String.join(", ", component.configurationPid));
    }

    private static String name(ComponentDescriptionDTO component) {
        return component.name.substring(component.name.lastIndexOf('.') + 1);
    }

    private static String words(UnsatisfiedReferenceDTO missing, ReferenceDTO[] references) {
        String wanted = Arrays.stream(references)
                .filter(reference -> reference.name.equals(missing.name))
                .map(reference -> reference.interfaceName)
                .findFirst()
                .orElse(missing.name);
        return wanted + (missing.target == null ? "" : " with " + missing.target);
    }

    /** The first line of what was thrown, of its deepest cause. */
    private static String reason(String failure) {
        String[] lines = failure.split("\n");
        return Arrays.stream(lines)
                .filter(line -> line.startsWith("Caused by: "))
                .reduce((first, second) -> second)
                .orElse(lines[0])
                .replaceFirst("^Caused by: ", "")
                .replaceFirst("^[\\w.$]+(Exception|Error): ", "")
                .strip();
    }
}
