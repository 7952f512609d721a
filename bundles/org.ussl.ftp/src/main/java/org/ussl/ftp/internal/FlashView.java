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

    private final FlashFolder flash;
    private String workingDirectory = "/";

    FlashView(FlashFolder flash) {
        this.flash = flash;
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
        if (names.isEmpty()) {
            return new VirtualFolder("/", true, List.of(new FlashFile("/flash", flash.root(), flash)));
        }
        if (!names.get(0).equals(FlashFolder.NAME)) {
            return VirtualFolder.nowhere(path);
        }
        Optional<FtpFile> file =
                flash.locate(names.subList(1, names.size())).map(found -> new FlashFile(path, found, flash));
        return file.orElseGet(() -> VirtualFolder.nowhere(path));
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
        return getFile("/");
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
