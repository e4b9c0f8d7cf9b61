using Akka.Actor;
using Akka.Persistence;

namespace BudPipeline.Actors.Revival;

/// <summary>
/// A persistent actor that knows whether it ended in order. When it did not (a write or the recovery failed, or it threw)
/// it says why in <see cref="OnCrash"/>, and the reviver takes it from there.
/// </summary>
internal abstract class RevivableActor : UntypedPersistentActor
{
    private string fault = "it was stopped from outside";
    private bool endsInOrder;

    protected override bool AroundReceive(Receive receive, object message)
    {
        try
        {
            return base.AroundReceive(receive, message);
        }
        catch (Exception thrown) when (Remember(thrown.Message))
        {
            throw;
        }
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        Remember($"its recovery failed: {reason.Message}");
        base.OnRecoveryFailure(reason, message);
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        Remember($"a write of it failed: {cause.Message}");
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    // A rejected write would leave a gap in the numbers and a state that nobody wrote: there is no going on from it.
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) =>
        throw new InvalidOperationException($"the journal rejected event {sequenceNr} of {PersistenceId}", cause);

    protected override void PostStop()
    {
        if (!endsInOrder)
        {
            OnCrash(fault);
        }

        base.PostStop();
    }

    /// <summary>It is gone, and not because it wanted to.</summary>
    protected abstract void OnCrash(string reason);

    protected void EndInOrder()
    {
        endsInOrder = true;
        Context.Stop(Self);
    }

    /// <summary>Keeps the reason, and as a filter lets every exception go its way.</summary>
    private bool Remember(string reason)
    {
        fault = reason;
        return false;
    }
}
