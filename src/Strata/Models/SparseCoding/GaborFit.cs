using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.SparseCoding;

/// <summary>
/// The Gabor function that is nearest to a filter by least squares: exp(-½ (u/σᵤ)² - ½ (v/σᵥ)²) cos(2π f u + φ), u and v being the pixel's place from the centre, turned by θ
/// (Daugman 1985; Jones and Palmer 1987 fitted it to receptive fields). An atom of natural images that such a function describes well is an oriented, localized edge or bar.
/// </summary>
/// <param name="X">The centre, in pixels from the left.</param>
/// <param name="Y">The centre, in pixels from the top.</param>
/// <param name="Orientation">θ from 0 to π, the direction across the stripes; 0 has upright stripes.</param>
/// <param name="Frequency">f in cycles a pixel.</param>
/// <param name="Phase">φ, from -π to π.</param>
/// <param name="Across">σᵤ in pixels, across the stripes.</param>
/// <param name="Along">σᵥ in pixels, along the stripes.</param>
/// <param name="Amplitude">The factor before it.</param>
/// <param name="RSquared">The share of the filter's variance that it explains, at most 1.</param>
public sealed record GaborFit(
    double X, double Y, double Orientation, double Frequency, double Phase, double Across, double Along, double Amplitude, double RSquared)
{
    private const int Orientations = 8, Tries = 3, Evaluations = 500;
    private static readonly double[] s_frequencies = [0.05, 0.1, 0.16, 0.25, 0.35];

    /// <summary>Fits a Gabor function: from the best of some orientations and frequencies about the filter's centre of energy, by the simplex search of Nelder and Mead (1965).</summary>
    /// <param name="filter">[height, width].</param>
    /// <exception cref="ArgumentException">The filter is no matrix, or of one value all over.</exception>
    public static GaborFit Of(Tensor filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (filter.Rank != 2 || filter.Count == 0)
        {
            throw new ArgumentException($"A Gabor function is fitted to a filter [height, width], but got {filter.Shape}.", nameof(filter));
        }
        double[] values = filter.To(DType.Float64).ToArray<double>();
        int height = filter.Shape[0], width = filter.Shape[1];
        double mean = values.Average(), variance = values.Sum(v => (v - mean) * (v - mean));
        if (!(variance > 0))
        {
            throw new ArgumentException("The filter is of one value all over, or not finite: there is no shape to fit.", nameof(filter));
        }
        double energy = values.Sum(v => v * v), x = 0, y = 0;
        for (int i = 0; i < values.Length; i++)
        {
            x += values[i] * values[i] * (i % width) / energy;
            y += values[i] * values[i] * (i / width) / energy;
        }
        double size = Math.Max(1, Math.Sqrt(height * width) / 6);
        var starts = from k in Enumerable.Range(0, Orientations)
                     from f in s_frequencies
                     let start = (double[])[x, y, Math.PI * k / Orientations, f, Math.Log(size), Math.Log(size)]
                     select (Error: Error(values, width, start, out _, out _), Start: start);
        double[] best = [.. starts.OrderBy(s => s.Error).Take(Tries)
            .Select(s => Simplex.Minimize(p => Error(values, width, p, out _, out _), s.Start, [1, 1, 0.3, 0.05, 0.3, 0.3], Evaluations))
            .MinBy(p => Error(values, width, p, out _, out _))!];
        double error = Error(values, width, best, out double even, out double odd);
        // A negative frequency is a positive one seen from the other side.
        double orientation = best[2] % Math.PI;
        return new GaborFit(
            best[0], best[1], orientation < 0 ? orientation + Math.PI : orientation, Math.Abs(best[3]), Math.Atan2(-odd, even), Math.Exp(best[4]), Math.Exp(best[5]),
            double.Hypot(even, odd), 1 - (Math.Max(0, error) / variance));
    }

    // The squared error with the best factors of the cosine and the sine, which are those of two linear equations.
    private static double Error(double[] values, int width, double[] p, out double even, out double odd)
    {
        (double sin, double cos) = Math.SinCos(p[2]);
        double across = Math.Exp(-2 * p[4]), along = Math.Exp(-2 * p[5]), turn = 2 * Math.PI * p[3];
        double cc = 0, cs = 0, ss = 0, cv = 0, sv = 0, vv = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double dx = (i % width) - p[0], dy = (i / width) - p[1], u = (cos * dx) + (sin * dy), v = (cos * dy) - (sin * dx);
            double envelope = Math.Exp(-0.5 * ((u * u * across) + (v * v * along)));
            (double s, double c) = Math.SinCos(turn * u);
            (s, c) = (s * envelope, c * envelope);
            cc += c * c;
            cs += c * s;
            ss += s * s;
            cv += c * values[i];
            sv += s * values[i];
            vv += values[i] * values[i];
        }
        double determinant = (cc * ss) - (cs * cs);
        (even, odd) = determinant > 1e-12 * cc * ss
            ? (((ss * cv) - (cs * sv)) / determinant, ((cc * sv) - (cs * cv)) / determinant)
            : (cc > 0 ? cv / cc : 0, 0);
        double error = vv - (even * cv) - (odd * sv);
        return double.IsFinite(error) ? error : double.MaxValue;
    }
}
