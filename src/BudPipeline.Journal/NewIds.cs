using System.Collections.Concurrent;

namespace BudPipeline.Journal;

/// <summary>
/// Ids of which somebody knows that nothing was ever written under them, since they have just been made up. The first
/// recovery of such an id asks the database nothing.
/// </summary>
public sealed class NewIds
{
    private readonly ConcurrentDictionary<string, byte> _announced = new(StringComparer.Ordinal);

    internal NewIds() { }

    /// <summary>
    /// Announces an id that nobody else can know yet. Dispose the answer once its actor has answered, or has not.
    /// </summary>
    public Announcement Announce(string persistenceId)
    {
        _announced.TryAdd(persistenceId, 0);
        return new Announcement(this, persistenceId);
    }

    /// <summary>True once for each announcement.</summary>
    internal bool Take(string persistenceId) => _announced.TryRemove(persistenceId, out _);

    /// <summary>An announcement that stands.</summary>
    public readonly struct Announcement : IDisposable, IEquatable<Announcement>
    {
        private readonly NewIds _ids;
        private readonly string _persistenceId;

        internal Announcement(NewIds ids, string persistenceId)
        {
            _ids = ids;
            _persistenceId = persistenceId;
        }

        public void Dispose() => _ids?.Take(_persistenceId);

        public bool Equals(Announcement other) => _ids == other._ids && _persistenceId == other._persistenceId;

        public override bool Equals(object? obj) => obj is Announcement other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(_ids, _persistenceId);

        public static bool operator ==(Announcement left, Announcement right) => left.Equals(right);

        public static bool operator !=(Announcement left, Announcement right) => !left.Equals(right);
    }
}
