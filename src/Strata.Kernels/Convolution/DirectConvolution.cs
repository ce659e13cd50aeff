using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Strata.Kernels.Gemm;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Convolution;

/// <summary>
/// Convolution of stride 1 without a matrix of patches. An image is copied once with its border of zeros; row after row of it then lies in memory so that tap q of all output pixels is the image itself,
/// shifted by a fixed offset:
/// <code>
/// y[o, p] = Σ_q w[o, q] · image[offset(q) + p]     dw[o, q] = Σ_p dy[o, p] · image[offset(q) + p]
/// </code>
/// The lanes of a register, or of each half, are neighbouring pixels p, of one row, or, where that leaves fewer lanes empty, counted on along rows that are as long as those of the image
/// with its border; what is computed for the pixels at their ends is then thrown away.
/// It beats the product of patches where there are few filters for a patch.
/// </summary>
internal static unsafe class DirectConvolution
{
    private const int Slack = 64; // elements that the last registers may read or write too far

    private const int TapsAtOnce = 5;
    private const int TypicalLanes = 8;
    private const int MaxDepth = 8192; // offsets, of the filters' gradient on the stack
    private const int ImagesToShare = 8; // fewer are shared out by filters

    // What the product of patches costs beside its arithmetic, measured on many layers: packing a patch takes as long as so many filters, adding one up as so many.
    private const int FiltersPerPacking = 32, FiltersPerTransposedPacking = 24, FiltersPerAddition = 60;

    /// <summary>Whether this way is the faster one to the convolution.</summary>
    public static bool SuitsForward(in ConvolutionShape s)
        => Suits(s, new Sizes(s), (double)s.GroupInChannels * s.Taps * s.OutputPlane * (s.GroupOutChannels + FiltersPerPacking));

    /// <summary>Whether this way is the faster one to the gradient of the input.</summary>
    public static bool SuitsInputGradient(in ConvolutionShape s)
        => Suits(s, new Sizes(s).Turned(), (double)s.GroupInChannels * s.Taps * s.OutputPlane * (s.GroupOutChannels + FiltersPerAddition));

    /// <summary>Whether this way is the faster one to the gradient of the filters.</summary>
    public static bool SuitsFilterGradient(in ConvolutionShape s)
    {
        var sizes = new Sizes(s);
        return IsPossible(s, sizes) && (double)PanelProduct.RoundUp(s.GroupOutChannels, Two.Count) * sizes.Chunks(TypicalLanes) * TypicalLanes < (double)(s.GroupOutChannels + FiltersPerTransposedPacking) * s.OutputPlane;
    }

    private static bool Suits(in ConvolutionShape s, in Sizes sizes, double costOfProduct)
        => IsPossible(s, sizes) && (double)sizes.Depth * PanelProduct.RoundUp(sizes.Outputs, 6) * sizes.Chunks(TypicalLanes) * TypicalLanes < costOfProduct;

    private static bool IsPossible(in ConvolutionShape s, in Sizes sizes)
        => s is { StrideX: 1, StrideY: 1, Batch: > 0, OutputHeight: > 0, OutputWidth: > 0, Height: > 0, Width: > 0 } && sizes.Depth <= MaxDepth
            && sizes.PaddedPlane * (long)sizes.Inputs < int.MaxValue / 4;

    /// <summary>The convolution, image by image, mapped by channels.</summary>
    public static void Forward<T>(T* x, T* w, T* y, in ConvolutionShape s, ChannelMap<T> map)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Run(new Sizes(s), x, w, y, s.Batch, backwards: false, map);

    /// <summary>The gradient of the input: the convolution of dy, with a border that makes it as large, by the filters turned round.</summary>
    public static void InputGradient<T>(T* dy, T* w, T* dx, in ConvolutionShape s)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Run(new Sizes(s).Turned(), dy, w, dx, s.Batch, backwards: true, map: default);

    /// <summary>The gradient of the filters, of images <paramref name="first"/> and those after it, into dw.</summary>
    public static void FilterGradient<T>(T* x, T* dy, T* dw, in ConvolutionShape s, int first, int images)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Widest.Run<T, FilterGradients<T>>(new(new Sizes(s), x, dy, dw), first, first + images);

    private static void Run<T>(Sizes s, T* x, T* w, T* y, int batch, bool backwards, ChannelMap<T> map)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int rows = Vector512.IsHardwareAccelerated ? 12 : 6;
        // Panels of filters: for each tap those of all filters of a panel side by side.
        T* panels = Scratch.Rent<T>(ScratchSlot.PanelsA, (long)s.Groups * PanelProduct.RoundUp(s.Outputs, rows) * s.Depth);
        PackFilters(s, w, panels, rows, backwards);
        nint* offsets = Scratch.Rent<nint>(ScratchSlot.Partials, s.Depth);
        s.Offsets(offsets);
        int count = s.Groups * (PanelProduct.RoundUp(s.Outputs, rows) / rows), parts = batch >= ImagesToShare ? 1 : count;
        Ranges.For<T, Widest, Images<T>>(batch * parts, 1, new(s, x, panels, y, rows, parts, offsets, map));
    }

    private static void PackFilters<T>(Sizes s, T* w, T* panels, int rows, bool backwards)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int taps = s.KernelHeight * s.KernelWidth;
        for (int g = 0; g < s.Groups; g++)
        {
            for (int o = 0; o < s.Outputs; o += rows, panels += rows * s.Depth)
            {
                for (int q = 0; q < s.Depth; q++)
                {
                    (int i, int tap) = Math.DivRem(q, taps);
                    for (int r = 0; r < rows; r++)
                    {
                        // Backwards, what are outputs here are the filters' inputs, and the last tap comes first.
                        panels[(q * rows) + r] = o + r >= s.Outputs ? T.Zero : backwards
                            ? w[((((nint)g * s.Inputs) + i) * s.Outputs + o + r) * taps + taps - 1 - tap]
                            : w[((((nint)g * s.Outputs) + o + r) * s.Inputs + i) * taps + tap];
                    }
                }
            }
        }
    }

    // dw[o..o+2, q..q+5], or dw[o..o+4, q..q+5], over all images: ten or twenty sums, each in the lanes of a register. Beyond the last output or tap the last one is done again.
    [MethodImpl(Compiled.Alone)]
    private static void Dots<T, V, TPixels, TOutputs>(
        in Sizes s, T* padded, nint sizeOfImage, T* gradients, nint sizeOfGradient, int registers, int images, nint* offsets, TPixels pixels, int o, int q, T* dw)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TPixels : struct, IPixels<T>
        where TOutputs : struct, IOutputs
    {
        int lastO = s.Outputs - 1, last = s.Depth - 1;
        nint plane = (nint)registers * V.Count;
        T* d0 = gradients + (o * plane), d1 = gradients + (Math.Min(o + 1, lastO) * plane), d2 = gradients + (Math.Min(o + 2, lastO) * plane), d3 = gradients + (Math.Min(o + 3, lastO) * plane);
        T* x0 = padded + offsets[q], x1 = padded + offsets[Math.Min(q + 1, last)], x2 = padded + offsets[Math.Min(q + 2, last)];
        T* x3 = padded + offsets[Math.Min(q + 3, last)], x4 = padded + offsets[Math.Min(q + 4, last)];
        V s00 = default, s01 = default, s02 = default, s03 = default, s04 = default, s10 = default, s11 = default, s12 = default, s13 = default, s14 = default;
        V s20 = default, s21 = default, s22 = default, s23 = default, s24 = default, s30 = default, s31 = default, s32 = default, s33 = default, s34 = default;
        for (int n = 0; n < images; n++)
        {
            for (int i = 0; i < registers; i++)
            {
                nint at = (nint)i * V.Count;
                V g0 = V.Load(d0 + at), g1 = V.Load(d1 + at), g2 = TOutputs.Count > 2 ? V.Load(d2 + at) : default, g3 = TOutputs.Count > 2 ? V.Load(d3 + at) : default;
                Add<T, V, TOutputs>(pixels.At<V>(x0, i), g0, g1, g2, g3, ref s00, ref s10, ref s20, ref s30);
                Add<T, V, TOutputs>(pixels.At<V>(x1, i), g0, g1, g2, g3, ref s01, ref s11, ref s21, ref s31);
                Add<T, V, TOutputs>(pixels.At<V>(x2, i), g0, g1, g2, g3, ref s02, ref s12, ref s22, ref s32);
                Add<T, V, TOutputs>(pixels.At<V>(x3, i), g0, g1, g2, g3, ref s03, ref s13, ref s23, ref s33);
                Add<T, V, TOutputs>(pixels.At<V>(x4, i), g0, g1, g2, g3, ref s04, ref s14, ref s24, ref s34);
            }
            d0 += sizeOfGradient;
            d1 += sizeOfGradient;
            if (TOutputs.Count > 2)
            {
                d2 += sizeOfGradient;
                d3 += sizeOfGradient;
            }
            x0 += sizeOfImage;
            x1 += sizeOfImage;
            x2 += sizeOfImage;
            x3 += sizeOfImage;
            x4 += sizeOfImage;
        }
        int taps = Math.Min(TapsAtOnce, s.Depth - q), outputs = s.Outputs - o;
        nint row = s.Depth;
        dw += (o * row) + q;
        Write<T, V>(s00, s01, s02, s03, s04, dw, taps);
        if (outputs > 1)
        {
            Write<T, V>(s10, s11, s12, s13, s14, dw + row, taps);
        }
        if (TOutputs.Count > 2 && outputs > 2)
        {
            Write<T, V>(s20, s21, s22, s23, s24, dw + (2 * row), taps);
        }
        if (TOutputs.Count > 2 && outputs > 3)
        {
            Write<T, V>(s30, s31, s32, s33, s34, dw + (3 * row), taps);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<T, V, TOutputs>(V x, V g0, V g1, V g2, V g3, ref V s0, ref V s1, ref V s2, ref V s3)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TOutputs : struct, IOutputs
    {
        V.AddProduct(ref s0, g0, x);
        V.AddProduct(ref s1, g1, x);
        if (TOutputs.Count > 2)
        {
            V.AddProduct(ref s2, g2, x);
            V.AddProduct(ref s3, g3, x);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<T, V>(V s0, V s1, V s2, V s3, V s4, T* dw, int taps)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        dw[0] = V.Sum(s0);
        if (taps > 1)
        {
            dw[1] = V.Sum(s1);
        }
        if (taps > 2)
        {
            dw[2] = V.Sum(s2);
        }
        if (taps > 3)
        {
            dw[3] = V.Sum(s3);
        }
        if (taps > 4)
        {
            dw[4] = V.Sum(s4);
        }
    }

    /// <summary>How many outputs to do at once.</summary>
    private interface IOutputs
    {
        static abstract int Count { get; }
    }

    private readonly struct Two : IOutputs
    {
        public static int Count => 2;
    }

    // For registers of 512 bits, of which there are 32: a load of pixels, which mostly spans two lines of the cache, serves twice as many sums.
    private readonly struct Four : IOutputs
    {
        public static int Count => 4;
    }

    /// <summary>The gradient of the filters from a range of images.</summary>
    private readonly struct FilterGradients<T>(Sizes s, T* x, T* dy, T* dw) : IRangeWork<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T>
        {
            int images = end - start, lanes = s.Lanes(V.Count), registers = s.Registers(V.Count), pixels = registers * V.Count;
            nint sizeOfImage = ((nint)s.Inputs * s.PaddedPlane) + Slack, sizeOfGradient = (nint)s.Outputs * pixels;
            T* padded = Scratch.Rent<T>(ScratchSlot.PanelsA, images * sizeOfImage);
            T* gradients = Scratch.Rent<T>(ScratchSlot.PanelsB, images * sizeOfGradient);
            nint* offsets = stackalloc nint[s.Depth];
            s.Offsets(offsets);
            nint* positions = Scratch.Rent<nint>(ScratchSlot.KeptPanels, pixels / lanes);
            s.Positions(lanes, positions, pixels / lanes);
            for (int g = 0; g < s.Groups; g++)
            {
                for (int n = 0; n < images; n++)
                {
                    s.Pad(x + (((nint)(start + n) * s.Groups) + g) * s.Inputs * s.InputPlane, padded + (n * sizeOfImage));
                    s.Spread(dy + (((nint)(start + n) * s.Groups) + g) * s.Outputs * s.OutputPlane, gradients + (n * sizeOfGradient), pixels, s.Pitch(lanes));
                }
                T* target = dw + ((nint)g * s.Outputs * s.Depth);
                if (lanes == V.Count)
                {
                    AllDots<V, WholeRegisters<T>>(padded, sizeOfImage, gradients, sizeOfGradient, registers, images, offsets, new(positions), target);
                }
                else
                {
                    AllDots<V, HalfRegisters<T>>(padded, sizeOfImage, gradients, sizeOfGradient, registers, images, offsets, new(positions), target);
                }
            }
        }

        private void AllDots<V, TPixels>(
            T* padded, nint sizeOfImage, T* gradients, nint sizeOfGradient, int registers, int images, nint* offsets, TPixels pixels, T* target)
            where V : struct, IVector<V, T>
            where TPixels : struct, IPixels<T>
        {
            for (int q = 0; q < s.Depth; q += TapsAtOnce)
            {
                for (int o = 0, count; o < s.Outputs; o += count)
                {
                    count = V.Count * sizeof(T) == 64 && s.Outputs - o > Two.Count ? Four.Count : Two.Count;
                    if (count == Four.Count)
                    {
                        Dots<T, V, TPixels, Four>(s, padded, sizeOfImage, gradients, sizeOfGradient, registers, images, offsets, pixels, o, q, target);
                    }
                    else
                    {
                        Dots<T, V, TPixels, Two>(s, padded, sizeOfImage, gradients, sizeOfGradient, registers, images, offsets, pixels, o, q, target);
                    }
                }
            }
        }
    }

    /// <summary>A slice is some panels of filters of one image.</summary>
    private readonly struct Images<T>(Sizes s, T* x, T* panels, T* y, int rows, int parts, nint* offsets, ChannelMap<T> map) : IRangeWork<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T>
        {
            for (int slice = start; slice < end; slice++)
            {
                One<V>(slice);
            }
        }

        private void One<V>(int slice)
            where V : struct, IVector<V, T>
        {
            int lanes = s.Lanes(V.Count), registers = PanelProduct.RoundUp(s.Registers(V.Count), 2), pixels = registers * V.Count, pitch = s.Pitch(lanes);
            nint sizeOfImage = ((nint)s.Inputs * s.PaddedPlane) + Slack;
            T* padded = Scratch.Rent<T>(ScratchSlot.PanelsB, sizeOfImage + ((long)rows * pixels) + Slack);
            T* outputs = padded + sizeOfImage;
            nint* positions = Scratch.Rent<nint>(ScratchSlot.KeptPanels, pixels / lanes);
            s.Positions(lanes, positions, pixels / lanes);
            (int image, int part) = Math.DivRem(slice, parts);
            int perGroup = PanelProduct.RoundUp(s.Outputs, rows) / rows, count = s.Groups * perGroup;
            int first = (int)((long)count * part / parts), end = (int)((long)count * (part + 1) / parts);
            for (int panel = first; panel < end; panel++)
            {
                (int g, int o) = Math.DivRem(panel, perGroup);
                o *= rows;
                nint plane = ((nint)image * s.Groups) + g;
                if (panel == first || o == 0)
                {
                    s.Pad(x + (plane * s.Inputs * s.InputPlane), padded);
                }
                int filters = Math.Min(rows, s.Outputs - o);
                T* filter = panels + ((nint)panel * rows * s.Depth), output = outputs;
                nint* p = positions;
                for (int i = 0; i < registers; i += 2, output += 2 * V.Count)
                {
                    if (lanes == V.Count)
                    {
                        MicroKernel.Run<T, V, Shifted<T>>(s.Depth, filter, 1, rows, filters, new(padded + p[0], p[1] - p[0], offsets), output, pixels, accumulate: false);
                        p += 2;
                    }
                    else
                    {
                        var right = new ShiftedHalves<T>(padded + p[0], p[1] - p[0], p[2] - p[0], p[3] - p[0], offsets);
                        MicroKernel.Run<T, V, ShiftedHalves<T>>(s.Depth, filter, 1, rows, filters, right, output, pixels, accumulate: false);
                        p += 4;
                    }
                }
                for (int r = 0; r < filters; r++)
                {
                    T* target = y + (((plane * s.Outputs) + o + r) * s.OutputPlane);
                    s.Gather<T, V>(outputs + ((nint)r * pixels), pitch, target);
                    if (!map.IsIdentity)
                    {
                        map.Apply<V>((g * s.Outputs) + o + r, target, s.OutputPlane);
                    }
                }
            }
        }
    }

    /// <summary>image[offset(q) ..] for one tap q after the other: two registers, the second one's pixels being so far from the first's.</summary>
    private struct Shifted<T>(T* image, nint second, nint* offsets) : IRightRows<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private nint* _next = offsets;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void At<V>(int step, out V left, out V right)
            where V : struct, IVector<V, T>
        {
            T* pixels = image + _next[step];
            left = V.Load(pixels);
            right = V.Load(pixels + second);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V>(int steps)
            where V : struct, IVector<V, T>
            => _next += steps;
    }

    /// <summary>The same, half registers at a time.</summary>
    private struct ShiftedHalves<T>(T* image, nint second, nint third, nint fourth, nint* offsets) : IRightRows<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private nint* _next = offsets;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void At<V>(int step, out V left, out V right)
            where V : struct, IVector<V, T>
        {
            T* pixels = image + _next[step];
            left = V.LoadHalves(pixels, pixels + second);
            right = V.LoadHalves(pixels + third, pixels + fourth);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V>(int steps)
            where V : struct, IVector<V, T>
            => _next += steps;
    }

    /// <summary>The pixels of an image, register after register.</summary>
    private interface IPixels<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V At<V>(T* image, nint register)
            where V : struct, IVector<V, T>;
    }

    private readonly struct WholeRegisters<T>(nint* positions) : IPixels<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V At<V>(T* image, nint register)
            where V : struct, IVector<V, T>
            => V.Load(image + positions[register]);
    }

    private readonly struct HalfRegisters<T>(nint* positions) : IPixels<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V At<V>(T* image, nint register)
            where V : struct, IVector<V, T>
            => V.LoadHalves(image + positions[2 * register], image + positions[(2 * register) + 1]);
    }

    /// <summary>The sizes of one group of one image.</summary>
    private readonly struct Sizes
    {
        public Sizes(in ConvolutionShape s)
        {
            (Groups, Inputs, Outputs) = (s.Groups, s.GroupInChannels, s.GroupOutChannels);
            (Height, Width, OutputHeight, OutputWidth) = (s.Height, s.Width, s.OutputHeight, s.OutputWidth);
            (KernelHeight, KernelWidth, DilationY, DilationX) = (s.KernelHeight, s.KernelWidth, s.DilationY, s.DilationX);
            (PaddingY, PaddingX) = (s.PaddingY, s.PaddingX);
        }

        public int Groups { get; private init; }

        public int Inputs { get; private init; }

        public int Outputs { get; private init; }

        public int Height { get; private init; }

        public int Width { get; private init; }

        public int OutputHeight { get; private init; }

        public int OutputWidth { get; private init; }

        public int KernelHeight { get; private init; }

        public int KernelWidth { get; private init; }

        public int DilationY { get; private init; }

        public int DilationX { get; private init; }

        /// <summary>Rows above the image; negative where the first ones are left out.</summary>
        public int PaddingY { get; private init; }

        public int PaddingX { get; private init; }

        /// <summary>Taps of all inputs.</summary>
        public int Depth => Inputs * KernelHeight * KernelWidth;

        public int InputPlane => Height * Width;

        public int OutputPlane => OutputHeight * OutputWidth;

        public int PaddedWidth => OutputWidth + ((KernelWidth - 1) * DilationX);

        public int PaddedPlane => (OutputHeight + ((KernelHeight - 1) * DilationY)) * PaddedWidth;

        /// <summary>Pixels that are computed, those at the ends of rows but the last among them.</summary>
        public int Pixels => ((OutputHeight - 1) * PaddedWidth) + OutputWidth;

        /// <summary>How many neighbouring pixels to load at a time: a register of so many lanes, or half of one where that leaves far fewer lanes empty.</summary>
        public int Lanes(int register) => 5L * Chunks(register / 2) <= 8L * Chunks(register) ? register / 2 : register;

        /// <summary>How many registers hold all pixels.</summary>
        public int Registers(int register) => PanelProduct.RoundUp(Chunks(Lanes(register)) * Lanes(register), register) / register;

        /// <summary>Runs of so many neighbouring pixels that hold all.</summary>
        public int Chunks(int lanes) => Math.Min(OutputHeight * (PanelProduct.RoundUp(OutputWidth, lanes) / lanes), PanelProduct.RoundUp(Pixels, lanes) / lanes);

        /// <summary>How far apart output rows are, run after run.</summary>
        public int Pitch(int lanes) => IsByRows(lanes) ? PanelProduct.RoundUp(OutputWidth, lanes) : PaddedWidth;

        /// <summary>Where the runs begin; beyond the last one, that again.</summary>
        public void Positions(int lanes, nint* positions, int count)
        {
            bool byRows = IsByRows(lanes);
            int next = 0;
            for (int row = 0; row < (byRows ? OutputHeight : 1); row++)
            {
                for (int column = 0; column < (byRows ? OutputWidth : Pixels); column += lanes)
                {
                    positions[next++] = ((nint)row * PaddedWidth) + column;
                }
            }
            new Span<nint>(positions + next, count - next).Fill(positions[next - 1]);
        }

        /// <summary>The sizes of the convolution that gives the gradient of the input.</summary>
        public Sizes Turned() => this with
        {
            Inputs = Outputs,
            Outputs = Inputs,
            Height = OutputHeight,
            Width = OutputWidth,
            OutputHeight = Height,
            OutputWidth = Width,
            PaddingY = ((KernelHeight - 1) * DilationY) - PaddingY,
            PaddingX = ((KernelWidth - 1) * DilationX) - PaddingX,
        };

        /// <summary>Where tap q of pixel 0 lies in the image with its border.</summary>
        public void Offsets(nint* offsets)
        {
            for (int i = 0; i < Inputs; i++)
            {
                for (int ky = 0; ky < KernelHeight; ky++)
                {
                    for (int kx = 0; kx < KernelWidth; kx++)
                    {
                        *offsets++ = ((nint)i * PaddedPlane) + (ky * DilationY * PaddedWidth) + (kx * DilationX);
                    }
                }
            }
        }

        private bool IsByRows(int lanes) => Chunks(lanes) < PanelProduct.RoundUp(Pixels, lanes) / lanes;

        /// <summary>Copies an image into its border, and zeros behind it.</summary>
        public void Pad<T>(T* image, T* padded)
            where T : unmanaged
        {
            int rows = PaddedPlane / PaddedWidth;
            if (rows == Height && PaddedWidth == Width)
            {
                new ReadOnlySpan<T>(image, Inputs * InputPlane).CopyTo(new Span<T>(padded, Inputs * InputPlane));
                new Span<T>(padded + (Inputs * InputPlane), Slack).Clear();
                return;
            }
            int left = Math.Max(0, PaddingX), skip = Math.Max(0, -PaddingX), run = Math.Max(0, Math.Min(Width - skip, PaddedWidth - left));
            for (int i = 0; i < Inputs; i++, image += InputPlane)
            {
                for (int r = 0; r < rows; r++, padded += PaddedWidth)
                {
                    var row = new Span<T>(padded, PaddedWidth);
                    int from = r - PaddingY;
                    if ((uint)from >= (uint)Height || run == 0)
                    {
                        row.Clear();
                        continue;
                    }
                    row[..left].Clear();
                    new ReadOnlySpan<T>(image + ((nint)from * Width) + skip, run).CopyTo(row[left..]);
                    row[(left + run)..].Clear();
                }
            }
            new Span<T>(padded, Slack).Clear();
        }

        /// <summary>Takes the pixels of an output plane from rows with ends.</summary>
        [MethodImpl(Compiled.Alone)]
        public void Gather<T, V>(T* pixels, int pitch, T* plane)
            where T : unmanaged, IFloatingPointIeee754<T>
            where V : struct, IVector<V, T>
        {
            T* end = plane + OutputPlane;
            for (int r = 0; r < OutputHeight; r++, pixels += pitch, plane += OutputWidth)
            {
                int column = 0;
                // What one row writes too far, the next one overwrites.
                for (; column < OutputWidth && plane + column + V.Count <= end; column += V.Count)
                {
                    V.Load(pixels + column).Store(plane + column);
                }
                if (column < OutputWidth)
                {
                    V.StorePartial(V.Load(pixels + column), plane + column, OutputWidth - column);
                }
            }
        }

        /// <summary>Copies output planes to rows with ends, which are zero.</summary>
        public void Spread<T>(T* planes, T* pixels, int length, int pitch)
            where T : unmanaged
        {
            for (int o = 0; o < Outputs; o++, pixels += length)
            {
                new Span<T>(pixels, length).Clear();
                for (int r = 0; r < OutputHeight; r++, planes += OutputWidth)
                {
                    new ReadOnlySpan<T>(planes, OutputWidth).CopyTo(new Span<T>(pixels + ((nint)r * pitch), OutputWidth));
                }
            }
        }
    }
}
