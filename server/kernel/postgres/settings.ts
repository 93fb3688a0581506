/**
 * PostgreSQL settings for a small server that is shared with Netcafe itself; handed over on the command line at each
 * start, so that the program of today decides and not a file written by the program of last year.
 */
export function serverSettings(socketFolder: string): Record<string, string> {
  return {
    // Nothing listens on the network: clients come through a socket in a folder that only its owner may enter.
    listen_addresses: "",
    unix_socket_directories: `"${socketFolder.replaceAll('"', '""')}"`,
    unix_socket_permissions: "0700",
    password_encryption: "scram-sha-256",
    max_connections: "100",
    shared_buffers: "128MB",
    max_wal_size: "512MB",
    wal_compression: "on",
    // An acknowledged payment is on the disk.
    fsync: "on",
    full_page_writes: "on",
    synchronous_commit: "on",
    timezone: "UTC",
    log_timezone: "UTC",
    // The package brings no LLVM.
    jit: "off",
    // Lines go to the standard error, which the launcher opened on a file that outlives both programs.
    logging_collector: "off",
    log_destination: "stderr",
    log_line_prefix: "%m [%p] %q%d ",
    log_checkpoints: "off",
    log_lock_waits: "on",
  };
}
