using Npgsql;

namespace BudPipeline.Journal.PostgreSql;

/// <summary>Reads the two forms in which people give a database's address.</summary>
public static class PostgresAddress
{
    private const int DefaultPort = 5432;

    /// <summary>
    /// Npgsql's key=value form of <c>postgres://user:password@host:port/database?sslmode=require</c>, or of a text that
    /// has that form already. Throws <see cref="FormatException"/> with what is wrong, and never shows the password.
    /// </summary>
    public static string Parse(string text)
    {
        var isUrl =
            text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);
        try
        {
            return (isUrl ? FromUrl(text) : FromPairs(text)).ConnectionString;
        }
        catch (Exception fault) when (fault is ArgumentException or UriFormatException)
        {
            throw new FormatException(
                "The address of the database cannot be read: give postgres://user:password@host:port/database or "
                    + $"Host=…;Port=…;Username=…;Password=…;Database=… ({fault.Message})",
                fault
            );
        }
    }

    /// <summary>Host, port and database, without secrets.</summary>
    public static string Describe(string connectionString)
    {
        var address = new NpgsqlConnectionStringBuilder(connectionString);
        return $"postgres://{address.Host}:{address.Port}/{address.Database ?? address.Username}";
    }

    private static NpgsqlConnectionStringBuilder FromPairs(string text)
    {
        var address = new NpgsqlConnectionStringBuilder(text);
        return string.IsNullOrEmpty(address.Host) ? throw new UriFormatException("it names no host") : address;
    }

    private static NpgsqlConnectionStringBuilder FromUrl(string text)
    {
        var url = new Uri(text);
        var user = url.UserInfo.Split(':', 2);
        var address = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host.Length > 0 ? url.Host : throw new UriFormatException("it names no host"),
            Port = url.Port > 0 ? url.Port : DefaultPort,
        };
        if (url.AbsolutePath.Length > 1)
        {
            address.Database = Uri.UnescapeDataString(url.AbsolutePath[1..]);
        }

        if (user[0].Length > 0)
        {
            address.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            address.Password = Uri.UnescapeDataString(user[1]);
        }

        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            address[KeyOf(parts[0])] = Uri.UnescapeDataString(parts.Length > 1 ? parts[1] : "");
        }

        return address;
    }

    /// <summary>libpq's names where Npgsql has others.</summary>
    private static string KeyOf(string name) =>
        name.ToLowerInvariant() switch
        {
            "sslmode" => "SSL Mode",
            "sslrootcert" => "Root Certificate",
            "connect_timeout" => "Timeout",
            "application_name" => "Application Name",
            "user" => "Username",
            var other => other,
        };
}
