using BudPipeline.Client;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Pipelines;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Definitions;

namespace BudPipeline.Cli.Sources;

/// <summary>A definition on its way to a server; what is wrong with it is printed with its places.</summary>
internal sealed class PipelineSaving(BudPipelineClient client, DefinitionSource source, string? name)
{
    public Task<PipelineDocument> CreateAsync(CancellationToken cancellation) =>
        SaveAsync(request => client.CreatePipelineAsync(request, cancellation));

    /// <summary>Changes the pipeline that has the name, or the definition's own.</summary>
    public async Task<PipelineDocument> UpdateAsync(CancellationToken cancellation)
    {
        var named =
            name
            ?? DefinitionCompiler.Compile(source.Text, BuiltInActions.Catalog).Definition?.Name
            ?? throw VerbFailure.Usage($"{source.Name}: see `bud validate`, or name the pipeline with --name");
        var found = await SavedPipeline.FindAsync(client, named, cancellation);
        return await SaveAsync(request => client.UpdatePipelineAsync(found.Id, request, found.Revision, cancellation));
    }

    private async Task<PipelineDocument> SaveAsync(Func<PipelineRequest, Task<PipelineDocument>> save)
    {
        try
        {
            return await save(new PipelineRequest { Name = name, DefinitionText = source.Text });
        }
        catch (ValidationException refused) when (refused.Errors.Count > 0)
        {
            DiagnosticPrinter.ToStandardError().Print(source, refused.Errors.Select(ProblemDiagnostics.Of));
            throw VerbFailure.Usage($"{source.Name}: the server refuses it");
        }
    }
}
