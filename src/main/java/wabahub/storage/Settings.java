package wabahub.storage;

import java.nio.file.Path;

/// Where the database is. `url`: empty for the embedded one in `data`, else
/// `postgresql://user:password@host:port/database?…`.
public record Settings(Path data, String url) {}
