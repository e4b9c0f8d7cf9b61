using BudPipeline.Core.Actions;
using BudPipeline.Core.Definitions.Graph;
using BudPipeline.Core.Definitions.Reading;

namespace BudPipeline.Core.Definitions.Checking;

/// <summary>Checks what the parts of a definition mean together: contract §a.2, its known gaps closed, all in one pass.</summary>
internal static class DefinitionChecker
{
    /// <summary>Reports into the draft's findings; gives back what it had to work out anyway.</summary>
    public static (ParsedPipeline Pipeline, StepGraph Graph) Check(
        PipelineDefinition definition,
        SourceNode root,
        Findings findings,
        ActionCatalog catalog
    )
    {
        var pipeline = ParsedPipeline.Parse(definition, catalog);
        var graph = StepGraph.Of(pipeline);
        var source = new CheckedSource(pipeline, root, findings);
        DependencyChecks.Run(source, graph);
        TemplateChecks.Run(source);
        ReferenceChecks.Run(source, graph);
        ActionChecks.Run(source, catalog);
        BranchChecks.Run(source);
        ShellSplices.Run(source);
        return (pipeline, graph);
    }
}
