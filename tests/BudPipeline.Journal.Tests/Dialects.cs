using Xunit.Abstractions;

namespace BudPipeline.Journal.Tests;

public sealed class GroupCommitOnSqliteSpecs() : GroupCommitSpecs(DatabaseDialect.Sqlite);

public sealed class GroupCommitOnPostgresSpecs() : GroupCommitSpecs(DatabaseDialect.PostgreSql);

public sealed class JournalProtocolOnSqliteSpecs() : JournalProtocolSpecs(DatabaseDialect.Sqlite);

public sealed class JournalProtocolOnPostgresSpecs() : JournalProtocolSpecs(DatabaseDialect.PostgreSql);

public sealed class PersistentActorOnSqliteSpecs() : PersistentActorSpecs(DatabaseDialect.Sqlite);

public sealed class PersistentActorOnPostgresSpecs() : PersistentActorSpecs(DatabaseDialect.PostgreSql);

public sealed class ProjectionOnSqliteSpecs() : ProjectionSpecs(DatabaseDialect.Sqlite);

public sealed class ProjectionOnPostgresSpecs() : ProjectionSpecs(DatabaseDialect.PostgreSql);

public sealed class ProjectionRebuildOnSqliteSpecs() : ProjectionRebuildSpecs(DatabaseDialect.Sqlite);

public sealed class ProjectionRebuildOnPostgresSpecs() : ProjectionRebuildSpecs(DatabaseDialect.PostgreSql);

public sealed class KillOnSqliteSpecs(ITestOutputHelper output) : KillSpecs(DatabaseDialect.Sqlite, output);

public sealed class KillOnPostgresSpecs(ITestOutputHelper output) : KillSpecs(DatabaseDialect.PostgreSql, output);

public sealed class FullDiskOnSqliteSpecs(ITestOutputHelper output) : FullDiskSpecs(DatabaseDialect.Sqlite, output);

public sealed class FullDiskOnPostgresSpecs(ITestOutputHelper output)
    : FullDiskSpecs(DatabaseDialect.PostgreSql, output);

public sealed class AkkaPersistenceSqlOnSqliteSpecs() : AkkaPersistenceSqlSpecs(DatabaseDialect.Sqlite);

public sealed class AkkaPersistenceSqlOnPostgresSpecs() : AkkaPersistenceSqlSpecs(DatabaseDialect.PostgreSql);
