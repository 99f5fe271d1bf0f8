package org.countersign.kit.core

import org.countersign.BackupFolder as NativeBackupFolder
import org.countersign.BackupFolderException
import org.countersign.BackupTrouble
import org.countersign.kit.BackupFailure
import org.countersign.kit.BackupFolder
import org.countersign.kit.FolderException

/** The kit's folder for backups as the library asks for it. Whatever else it throws, the library takes for a failure. */
internal class BackupFolderAdapter(private val folder: BackupFolder) : NativeBackupFolder {
    override fun names(): List<String> = used { folder.names() }

    override fun read(name: String, limit: ULong): ByteArray =
        used { folder.read(name, limit.coerceAtMost(Long.MAX_VALUE.toULong()).toLong()) }

    override fun writeNew(name: String, bytes: ByteArray) = used { folder.writeNew(name, bytes) }

    override fun delete(name: String) = used { folder.delete(name) }
}

private fun <T> used(act: () -> T): T =
    try {
        act()
    } catch (refused: FolderException) {
        throw when (refused.failure) {
            BackupFailure.NoFolder -> BackupFolderException.Missing()
            BackupFailure.Full -> BackupFolderException.Full()
            BackupFailure.ReadBack, BackupFailure.Failed -> BackupFolderException.Failed()
        }
    }

internal fun BackupTrouble.toKit(): BackupFailure = when (this) {
    BackupTrouble.NO_FOLDER -> BackupFailure.NoFolder
    BackupTrouble.FULL -> BackupFailure.Full
    BackupTrouble.READ_BACK -> BackupFailure.ReadBack
    BackupTrouble.FAILED -> BackupFailure.Failed
}
