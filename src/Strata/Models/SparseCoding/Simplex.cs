namespace Strata.Models.SparseCoding;

/// <summary>The simplex search of Nelder and Mead (1965): the least of a function of few numbers, by values alone.</summary>
internal static class Simplex
{
    /// <summary>Searches from a point and the points beside it.</summary>
    /// <param name="function">What is to be small.</param>
    /// <param name="start">The first corner.</param>
    /// <param name="steps">How far the other corners are from it, each along an axis.</param>
    /// <param name="evaluations">About how often the function is asked.</param>
    public static double[] Minimize(Func<double[], double> function, double[] start, double[] steps, int evaluations)
    {
        int n = start.Length;
        var corners = new (double Value, double[] Point)[n + 1];
        for (int i = 0; i <= n; i++)
        {
            double[] point = [.. start];
            if (i > 0)
            {
                point[i - 1] += steps[i - 1];
            }
            corners[i] = (function(point), point);
        }
        for (int used = n + 1; used < evaluations;)
        {
            Array.Sort(corners, (a, b) => a.Value.CompareTo(b.Value));
            double[] centre = [.. Enumerable.Range(0, n).Select(k => corners[..n].Average(c => c.Point[k]))];
            (double Value, double[] Point) reflected = Along(1);
            if (reflected.Value < corners[0].Value)
            {
                (double Value, double[] Point) further = Along(2);
                corners[n] = further.Value < reflected.Value ? further : reflected;
            }
            else if (reflected.Value < corners[n - 1].Value)
            {
                corners[n] = reflected;
            }
            else
            {
                (double Value, double[] Point) nearer = reflected.Value < corners[n].Value ? Along(0.5) : Along(-0.5);
                if (nearer.Value < Math.Min(reflected.Value, corners[n].Value))
                {
                    corners[n] = nearer;
                }
                else
                {
                    for (int i = 1; i <= n; i++)
                    {
                        double[] point = [.. corners[i].Point.Zip(corners[0].Point, (a, b) => 0.5 * (a + b))];
                        corners[i] = (function(point), point);
                        used++;
                    }
                }
            }

            // The point beyond the centre, seen from the worst corner.
            (double Value, double[] Point) Along(double factor)
            {
                used++;
                double[] point = [.. centre.Zip(corners[n].Point, (c, w) => c + (factor * (c - w)))];
                return (function(point), point);
            }
        }
        return corners.MinBy(c => c.Value).Point;
    }
}
