/** The door: everything of an installation or a café in one file, and back. */
export { BackupReader, type BackupHeader } from "./backup-file.ts";
export { refuseOtherVersion, restoreBackup, type RestoreOrder } from "./restore-backup.ts";
export { writeBackup, type BackupOrder } from "./write-backup.ts";
