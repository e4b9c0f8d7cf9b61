namespace BudPipeline.Core.Expressions;

/// <summary>The stable codes of <see cref="ExpressionError"/>. Codes are added, never changed.</summary>
public static class ExpressionErrorCodes
{
    /// <summary>The text is no expression.</summary>
    public const string Syntax = "EXPRESSION_SYNTAX";

    /// <summary>A quote, bracket, expression or statement is opened and never closed.</summary>
    public const string Unclosed = "EXPRESSION_UNCLOSED";

    /// <summary>No filter has this name.</summary>
    public const string UnknownFilter = "UNKNOWN_FILTER";

    /// <summary>No test has this name.</summary>
    public const string UnknownTest = "UNKNOWN_TEST";

    /// <summary>No function has this name.</summary>
    public const string UnknownFunction = "UNKNOWN_FUNCTION";

    /// <summary>No statement has this name, or it stands where it means nothing.</summary>
    public const string UnknownStatement = "UNKNOWN_STATEMENT";

    /// <summary>A filter, test or function got too few or too many arguments, or one it cannot use.</summary>
    public const string WrongArguments = "WRONG_ARGUMENTS";

    /// <summary>A condition joins expressions by text, so it would always be true.</summary>
    public const string JoinedExpressions = "JOINED_EXPRESSIONS";

    /// <summary>Strict mode met a name that leads to nothing.</summary>
    public const string Undefined = "UNDEFINED_NAME";

    /// <summary>An operator or filter cannot work on a value of this type.</summary>
    public const string TypeMismatch = "TYPE_MISMATCH";

    /// <summary>A division or remainder by zero.</summary>
    public const string DivisionByZero = "DIVISION_BY_ZERO";

    /// <summary>A number does not fit into 64 bits.</summary>
    public const string NumberOutOfRange = "NUMBER_OUT_OF_RANGE";

    /// <summary>A secret was used in another way than as a part of text.</summary>
    public const string SecretNotReadable = "SECRET_NOT_READABLE";

    /// <summary>The evaluation took more steps than its limits allow.</summary>
    public const string FuelExhausted = "EXPRESSION_FUEL_EXHAUSTED";

    /// <summary>Expressions, statements or values are nested deeper than the limits allow.</summary>
    public const string TooDeep = "EXPRESSION_TOO_DEEP";

    /// <summary>A regular expression worked longer than the limits allow.</summary>
    public const string RegexTimeout = "EXPRESSION_REGEX_TIMEOUT";

    /// <summary>A text became longer than the limits allow.</summary>
    public const string OutputTooLong = "EXPRESSION_OUTPUT_TOO_LONG";
}
