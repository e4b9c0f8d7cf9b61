using YamlDotNet.Core;

namespace BudPipeline.Core.Definitions.Reading;

/// <summary>The tags of YAML's core schema; no other one means anything here.</summary>
internal static class YamlTags
{
    public const string Text = "tag:yaml.org,2002:str";
    public const string Null = "tag:yaml.org,2002:null";
    public const string Boolean = "tag:yaml.org,2002:bool";
    public const string Integer = "tag:yaml.org,2002:int";
    public const string Float = "tag:yaml.org,2002:float";
    public const string List = "tag:yaml.org,2002:seq";
    public const string Map = "tag:yaml.org,2002:map";

    /// <summary>Refuses a collection that carries another tag than its own.</summary>
    public static void Require(string expected, TagName tag, int at)
    {
        if (!tag.IsEmpty && tag.Value != expected && tag.Value != "!")
        {
            throw Unknown(tag.Value, at);
        }
    }

    public static MalformedSourceException Unknown(string tag, int at) =>
        new(
            DiagnosticCodes.UnknownTag,
            $"The tag '{Findings.Shorten(tag)}' means nothing here.",
            at,
            "Remove it; in a text that begins with '!' put the text in quotes."
        );
}
