// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.ftpserver.ftplet.FileSystemView;
import org.apache.ftpserver.ftplet.FtpFile;
import org.ussl.credential.CredentialPath;

/**
 * What one session sees: {@code /} with {@code flash} in it, the files there, and the drop box, which is always a
 * folder and always empty. Every path goes through {@link CredentialPath#isHidden} before the disk is asked, so a real
 * folder {@code cert} on the disk cannot be reached at all. Used by one thread at a time.
 */
final class FlashView implements FileSystemView {

    private static final String DROP_BOX = "/flash/cert";

    private final FlashFolder folder;
    private final List<String> home;
    private String workingDirectory;

    /** With a home there is nothing but it and the way to it, and the session begins there. */
    FlashView(FlashFolder flash, List<String> home) {
        folder = flash.home(home);
        this.home = home;
        workingDirectory = start();
    }

    private String start() {
        return home.isEmpty() ? "/" : "/" + FlashFolder.NAME + "/" + String.join("/", home);
    }

    /** The path that an argument means from where the session is; not normalised. */
    String absolute(String argument) {
        if (argument.startsWith("/")) {
            return argument;
        }
        return workingDirectory.equals("/") ? "/" + argument : workingDirectory + "/" + argument;
    }

    /** Whether a hidden path is one of the folders that a client may enter: the drop box, or a profile in it. */
    static Optional<String> hiddenFolder(String absolute) {
        List<String> names = names(absolute.toLowerCase(Locale.ROOT));
        if (!CredentialPath.isHidden(absolute) || !hasPlainCharacters(absolute) || names.size() > 3) {
            return Optional.empty();
        }
        if (names.size() == 3 && !CredentialPath.isProfileName(names.get(2))) {
            return Optional.empty();
        }
        return Optional.of("/" + String.join("/", names));
    }

    /** The profile that a hidden path lies in. */
    static String profile(String absolute) {
        List<String> names = names(absolute.toLowerCase(Locale.ROOT));
        return names.size() > 3 ? names.get(2) : CredentialPath.DEFAULT_PROFILE;
    }

    @Override
    public FtpFile getFile(String argument) {
        String absolute = absolute(argument);
        if (CredentialPath.isHidden(absolute)) {
            Optional<String> folder = hiddenFolder(absolute);
            return folder.isPresent() ? VirtualFolder.empty(folder.get()) : VirtualFolder.nowhere(DROP_BOX);
        }
        List<String> names = names(absolute);
        String path = "/" + String.join("/", names);
        List<String> top = new ArrayList<>(List.of(FlashFolder.NAME));
        top.addAll(home);
        if (names.size() < top.size()) {
            return onTheWay(names, top) ? wayPoint(path, top.get(names.size())) : VirtualFolder.nowhere(path);
        }
        if (!onTheWay(top, names)) {
            return VirtualFolder.nowhere(path);
        }
        Optional<FtpFile> file =
                folder.locate(names.subList(top.size(), names.size())).map(found -> new FlashFile(path, found, folder));
        return file.orElseGet(() -> VirtualFolder.nowhere(path));
    }

    private static boolean onTheWay(List<String> first, List<String> whole) {
        return whole.subList(0, first.size()).equals(first);
    }

    /** A folder above the home, in which there is nothing but the way there. */
    private VirtualFolder wayPoint(String path, String next) {
        String shown = path.equals("/") ? "/" + next : path + "/" + next;
        return new VirtualFolder(path, true, List.of(new FlashFile(shown, folder.root(), folder)));
    }

    @Override
    public boolean changeWorkingDirectory(String argument) {
        FtpFile target = getFile(argument);
        if (!target.isDirectory()) {
            return false;
        }
        workingDirectory = target.getAbsolutePath();
        return true;
    }

    @Override
    public FtpFile getWorkingDirectory() {
        return getFile(workingDirectory);
    }

    @Override
    public FtpFile getHomeDirectory() {
        return getFile(start());
    }

    @Override
    public boolean isRandomAccessible() {
        return true;
    }

    @Override
    public void dispose() {
        // Holds nothing.
    }

    static boolean hasPlainCharacters(String path) {
        return path.chars().allMatch(c -> c >= 0x20 && c != 0x7f && c != '\\');
    }

    /** The elements of a path with {@code .} and {@code ..} resolved, as {@link CredentialPath} resolves them. */
    static List<String> names(String path) {
        List<String> names = new ArrayList<>();
        for (String name : path.split("/")) {
            if (name.equals("..")) {
                if (!names.isEmpty()) {
                    names.remove(names.size() - 1);
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return names;
    }
}
