namespace BudPipeline.Core.Definitions;

/// <summary>The stable codes of diagnostics. Codes are added, never changed.</summary>
public static class DiagnosticCodes
{
    // The text.

    /// <summary>The text is no YAML or JSON.</summary>
    public const string Syntax = "SYNTAX";

    /// <summary>There is nothing in the text.</summary>
    public const string EmptyDefinition = "EMPTY_DEFINITION";

    /// <summary>The format asked for is none that is read.</summary>
    public const string UnknownFormat = "UNKNOWN_FORMAT";

    /// <summary>A limit of <see cref="DefinitionLimits"/> is exceeded.</summary>
    public const string TooLarge = "TOO_LARGE";

    /// <summary>A map names one key twice.</summary>
    public const string DuplicateKey = "DUPLICATE_KEY";

    /// <summary>A key is no text.</summary>
    public const string InvalidKey = "INVALID_KEY";

    /// <summary>A YAML stream holds more than one document.</summary>
    public const string MultipleDocuments = "MULTIPLE_DOCUMENTS";

    /// <summary>A YAML alias names no anchor before it.</summary>
    public const string UnknownAnchor = "UNKNOWN_ANCHOR";

    /// <summary>A YAML tag is none of the core schema's.</summary>
    public const string UnknownTag = "UNKNOWN_TAG";

    /// <summary>A number that JSON cannot hold.</summary>
    public const string InvalidNumber = "INVALID_NUMBER";

    /// <summary>A text that holds half a character.</summary>
    public const string InvalidText = "INVALID_TEXT";

    // Fields.

    /// <summary>A required field is not there.</summary>
    public const string MissingField = "MISSING_FIELD";

    /// <summary>A field holds another kind of value than it should.</summary>
    public const string WrongType = "WRONG_TYPE";

    /// <summary>A number, a text's length or a list's length is outside its bounds.</summary>
    public const string OutOfRange = "OUT_OF_RANGE";

    /// <summary>A word or an id is none that is allowed here.</summary>
    public const string InvalidValue = "INVALID_VALUE";

    /// <summary>Warning: a field that nothing reads.</summary>
    public const string UnknownField = "UNKNOWN_FIELD";

    /// <summary>Two fields say the same, or one excludes the other; a warning where it is clear which of them counts.</summary>
    public const string ConflictingFields = "CONFLICTING_FIELDS";

    /// <summary>Warning: a parameter's type is not known and so not checked.</summary>
    public const string UnknownType = "UNKNOWN_TYPE";

    /// <summary>Two parameters have one name.</summary>
    public const string DuplicateParameter = "DUPLICATE_PARAMETER";

    /// <summary>A parameter's default is not of its type.</summary>
    public const string DefaultType = "DEFAULT_TYPE";

    // The graph.

    /// <summary>Two steps have one id.</summary>
    public const string DuplicateStep = "DUPLICATE_STEP";

    /// <summary>A step depends on itself.</summary>
    public const string SelfDependency = "SELF_DEPENDENCY";

    /// <summary>A step depends on one that does not exist.</summary>
    public const string UnknownDependency = "UNKNOWN_DEPENDENCY";

    /// <summary>Steps depend on each other in a circle.</summary>
    public const string Cycle = "CYCLE";

    /// <summary>Warning: a step runs only on failure, and depends on nothing that could fail.</summary>
    public const string NothingToHandle = "NOTHING_TO_HANDLE";

    // Templates and conditions.

    /// <summary>A template does not parse.</summary>
    public const string TemplateSyntax = "TEMPLATE_SYNTAX";

    /// <summary>A condition does not parse.</summary>
    public const string ConditionSyntax = "CONDITION_SYNTAX";

    /// <summary>A condition joins expressions by text, which is always true.</summary>
    public const string ConditionJoined = "CONDITION_JOINED";

    /// <summary>A template names a parameter that is not declared; a warning where it may be given all the same.</summary>
    public const string UndeclaredParameter = "UNDECLARED_PARAMETER";

    /// <summary>A template names a step that does not exist.</summary>
    public const string UnknownStep = "UNKNOWN_STEP";

    /// <summary>A step's template names the step itself.</summary>
    public const string SelfReference = "SELF_REFERENCE";

    /// <summary>Warning: a template names a step that is not upstream; the dependency is added.</summary>
    public const string ImplicitDependency = "IMPLICIT_DEPENDENCY";

    /// <summary>A template names a step that itself waits for this one.</summary>
    public const string ReferenceCycle = "REFERENCE_CYCLE";

    /// <summary>Warning: a template begins with a name that nothing gives.</summary>
    public const string UnknownName = "UNKNOWN_NAME";

    // Actions.

    /// <summary>Warning: no such action is registered.</summary>
    public const string UnknownAction = "UNKNOWN_ACTION";

    /// <summary>An action's parameter is required and not given.</summary>
    public const string ActionParamMissing = "ACTION_PARAM_MISSING";

    /// <summary>An action's parameter has a value that the action refuses.</summary>
    public const string ActionParamInvalid = "ACTION_PARAM_INVALID";

    /// <summary>Warning: the action has no such parameter.</summary>
    public const string UnknownActionParam = "UNKNOWN_ACTION_PARAM";

    /// <summary>A branch of a conditional is no branch.</summary>
    public const string InvalidBranch = "INVALID_BRANCH";

    /// <summary>Warning: a template is spliced into command text that a shell reads.</summary>
    public const string ShellSplice = "SHELL_SPLICE";

    // Starting.

    /// <summary>A start does not give a required parameter.</summary>
    public const string MissingParameter = "MISSING_PARAMETER";

    /// <summary>A start gives a parameter that is not of its type.</summary>
    public const string ParameterType = "PARAMETER_TYPE";
}
