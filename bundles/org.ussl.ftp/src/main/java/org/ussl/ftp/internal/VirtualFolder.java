// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.ftpserver.ftplet.FtpFile;

/**
 * A place that is on no disk: the root, the drop box with its profiles, and any path that leads nowhere. Nothing can be
 * read from it or written to it.
 *
 * @param absolutePath the path that a client sees
 * @param exists whether it is a folder; otherwise it is nothing
 * @param listFiles what it shows
 */
record VirtualFolder(String absolutePath, boolean exists, List<FtpFile> listFiles) implements FtpFile {

    /** A folder that shows nothing, whatever was put into it. */
    static VirtualFolder empty(String absolutePath) {
        return new VirtualFolder(absolutePath, true, List.of());
    }

    /** Nothing at all. */
    static VirtualFolder nowhere(String absolutePath) {
        return new VirtualFolder(absolutePath, false, List.of());
    }

    @Override
    public String getAbsolutePath() {
        return absolutePath;
    }

    @Override
    public String getName() {
        return absolutePath.length() == 1 ? "/" : absolutePath.substring(absolutePath.lastIndexOf('/') + 1);
    }

    @Override
    public boolean isHidden() {
        return true;
    }

    @Override
    public boolean isDirectory() {
        return exists;
    }

    @Override
    public boolean isFile() {
        return false;
    }

    @Override
    public boolean doesExist() {
        return exists;
    }

    @Override
    public boolean isReadable() {
        return exists;
    }

    @Override
    public boolean isWritable() {
        return false;
    }

    @Override
    public boolean isRemovable() {
        return false;
    }

    @Override
    public String getOwnerName() {
        return "gateway";
    }

    @Override
    public String getGroupName() {
        return "gateway";
    }

    @Override
    public int getLinkCount() {
        return 2;
    }

    /** Always the same, so that it tells nothing of uploads. */
    @Override
    public long getLastModified() {
        return 0;
    }

    @Override
    public boolean setLastModified(long time) {
        return false;
    }

    @Override
    public long getSize() {
        return 0;
    }

    /** The path that a client sees, because there is no other. */
    @Override
    public Object getPhysicalFile() {
        return absolutePath;
    }

    @Override
    public boolean mkdir() {
        return false;
    }

    @Override
    public boolean delete() {
        return false;
    }

    @Override
    public boolean move(FtpFile destination) {
        return false;
    }

    @Override
    public OutputStream createOutputStream(long offset) throws IOException {
        throw new IOException(absolutePath + " cannot be written");
    }

    @Override
    public InputStream createInputStream(long offset) throws IOException {
        throw new IOException(absolutePath + " cannot be read");
    }
}
