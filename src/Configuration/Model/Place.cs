namespace Sundog.Configuration;

/// <summary>Where something stands in the user's files.</summary>
/// <param name="File">Path relative to the repository, with forward slashes, for example <c>.upsun/config.yaml</c>.</param>
/// <param name="Line">Line, counted from 1; 0 when the place is a whole file.</param>
/// <param name="Column">Column in characters, counted from 1; 0 when the place is a whole line or file.</param>
public readonly record struct Place(string File, int Line, int Column)
{
    /// <summary><c>file:line:column</c>, as compilers print it and editors open it.</summary>
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}
