// The dictionary of an .npy file: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }.

using Strata.Serialization;

namespace Strata.Data;

/// <param name="Type">The elements.</param>
/// <param name="FortranOrder">Whether the first axis varies fastest.</param>
/// <param name="Shape">The lengths of the axes.</param>
/// <param name="Length">Bytes of the file before the elements.</param>
internal sealed record NpyHeader(NpyType Type, bool FortranOrder, int[] Shape, int Length)
{
    private const int MostAxes = 64;

    /// <summary>The number of elements; an axis without any counts as one, for a shape like (0, 2^31 - 1, 2^31 - 1) is good for nothing.</summary>
    internal Int128 Count => Shape.Aggregate((Int128)1, (product, length) => Int128.Min(product * Math.Max(1, length), long.MaxValue));

    internal static NpyHeader Parse(string text, string name, int offset)
    {
        var parser = new Parser(text, name, offset);
        NpyType? type = null;
        bool? fortran = null;
        int[]? shape = null;
        parser.Expect('{');
        while (!parser.TryTake('}'))
        {
            int at = parser.Position;
            string key = parser.Quoted();
            parser.Expect(':');
            switch (key)
            {
                case "descr" when type is null: type = parser.Type(); break;
                case "fortran_order" when fortran is null: fortran = parser.Truth(); break;
                case "shape" when shape is null: shape = parser.Tuple(); break;
                default: throw Fault.At(name, offset + at, $"the header has the entry '{key}'; expected descr, fortran_order and shape, once each.");
            }
            if (!parser.TryTake(','))
            {
                parser.Expect('}');
                break;
            }
        }
        parser.ExpectEnd();
        return type is not null && fortran is not null && shape is not null
            ? new NpyHeader(type, fortran.Value, shape, offset + text.Length)
            : throw Fault.At(name, offset, "the header lacks one of its entries descr, fortran_order and shape.");
    }

    /// <summary>The few forms of Python's literals that a header is made of.</summary>
    private sealed class Parser(string text, string name, int offset)
    {
        internal int Position { get; private set; }

        internal bool TryTake(char c)
        {
            SkipSpace();
            if (Position < text.Length && text[Position] == c)
            {
                Position++;
                return true;
            }
            return false;
        }

        internal void Expect(char c)
        {
            if (!TryTake(c))
            {
                throw Wrong($"'{c}'");
            }
        }

        internal string Quoted()
        {
            char quote = TryTake('"') ? '"' : TryTake('\'') ? '\'' : throw Wrong("a text in quotes");
            int end = text.IndexOf(quote, Position);
            if (end < 0)
            {
                throw Wrong("the end of a text");
            }
            string quoted = text[Position..end];
            Position = end + 1;
            return quoted;
        }

        internal NpyType Type()
        {
            SkipSpace();
            int at = Position;
            if (Position < text.Length && text[Position] == '[')
            {
                throw Fault.At(name, offset + at, "the elements are records of several fields, which a tensor cannot hold. Save each field as an array of its own.");
            }
            string code = Quoted();
            return NpyType.Of(code, reason => Fault.At(name, offset + at, $"the elements are of the type '{code}', {reason}"));
        }

        internal bool Truth()
        {
            SkipSpace();
            foreach (string word in (string[])["True", "False"])
            {
                if (text.AsSpan(Position).StartsWith(word, StringComparison.Ordinal))
                {
                    Position += word.Length;
                    return word == "True";
                }
            }
            throw Wrong("True or False");
        }

        internal int[] Tuple()
        {
            var lengths = new List<int>();
            Expect('(');
            while (!TryTake(')'))
            {
                SkipSpace();
                int start = Position;
                while (Position < text.Length && char.IsAsciiDigit(text[Position]))
                {
                    Position++;
                }
                if (!int.TryParse(text.AsSpan(start, Position - start), out int length))
                {
                    throw Wrong("the length of an axis, below 2^31,");
                }
                TryTake('L'); // as Python 2 wrote long integers
                lengths.Add(length);
                if (lengths.Count > MostAxes)
                {
                    throw Fault.At(name, offset + start, $"the shape has more than {MostAxes} axes.");
                }
                if (!TryTake(','))
                {
                    Expect(')');
                    break;
                }
            }
            return [.. lengths];
        }

        internal void ExpectEnd()
        {
            SkipSpace();
            if (Position < text.Length)
            {
                throw Wrong("the end of the header");
            }
        }

        private void SkipSpace()
        {
            while (Position < text.Length && char.IsWhiteSpace(text[Position]))
            {
                Position++;
            }
        }

        private InvalidDataException Wrong(string expected) => Fault.At(name, offset + Position, $"the header should have {expected} here.");
    }
}
