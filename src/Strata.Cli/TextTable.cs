namespace Strata.Cli;

/// <summary>Text in columns.</summary>
internal static class TextTable
{
    /// <summary>Writes a head and rows; a column of numbers is aligned at the right.</summary>
    internal static void Write(TextWriter writer, string[] head, string[][] rows)
    {
        string[][] all = [head, .. rows];
        foreach (string[] row in all)
        {
            writer.WriteLine(string.Join("  ", row.Select((cell, c) =>
            {
                int width = all.Max(r => r[c].Length);
                return rows.All(r => r[c].All(x => char.IsDigit(x) || x == ',')) ? cell.PadLeft(width) : cell.PadRight(width);
            })).TrimEnd());
        }
    }
}
