namespace BudPipeline.Worker.Supervision;

/// <summary>The supervisor's voice to its node. Safe to call from any thread.</summary>
internal sealed class FrameWriter(Stream output)
{
    private readonly Lock gate = new();

    public void Tell(SupervisorFrame frame)
    {
        var bytes = frame.ToBytes();
        lock (gate)
        {
            try
            {
                output.Write(bytes);
            }
            catch (IOException)
            {
                // The node is gone; the end of the input follows and is what counts.
            }
        }
    }
}
