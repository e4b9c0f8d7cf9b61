using BudPipeline.Server.Security;

namespace BudPipeline.Server.Api;

/// <summary>An entry of the audit for each thing that a request is about; they are worked on side by side.</summary>
internal sealed class BulkAudit(HttpContext http)
{
    private readonly Lock gate = new();

    public void Made(string id) => Write(id, StatusCodes.Status201Created);

    public void Changed(string id) => Write(id, StatusCodes.Status200OK);

    private void Write(string id, int status)
    {
        // The request is not made for many hands.
        lock (gate)
        {
            http.Did(id, status);
        }
    }
}
