using System.Runtime.InteropServices;

namespace Strata.Kernels.Threading;

/// <summary>
/// Working memory of the calling thread, 64-byte aligned, kept between calls so that a kernel allocates nothing in steady state.
/// Each slot is one buffer: a second request for a slot returns the same memory.
/// </summary>
internal static unsafe class Scratch
{
    private const int Alignment = 64;
    [ThreadStatic] private static Buffer?[]? s_buffers;
    private static long s_jobs;

    /// <summary>A number for a job, some slices of which may use what a thread has made for the first of them.</summary>
    public static long NextJob() => Interlocked.Increment(ref s_jobs);

    /// <summary>At least <paramref name="length"/> elements of uninitialized memory.</summary>
    public static T* Rent<T>(ScratchSlot slot, long length)
        where T : unmanaged
        => Rent<T>(slot, length, job: 0, out _);

    /// <summary>
    /// At least <paramref name="length"/> elements, uninitialized where <paramref name="isNew"/>; else as the calling thread left them when it last requested the slot, for the same job.
    /// </summary>
    public static T* Rent<T>(ScratchSlot slot, long length, long job, out bool isNew)
        where T : unmanaged
    {
        Buffer?[] buffers = s_buffers ??= new Buffer?[Enum.GetValues<ScratchSlot>().Length];
        nuint bytes = checked((nuint)length * (nuint)sizeof(T));
        Buffer? buffer = buffers[(int)slot];
        if (buffer is null || buffer.Bytes < bytes)
        {
            // Out of the table first: if there is no memory for the new one, nobody must find the old one.
            buffers[(int)slot] = null;
            buffer?.Dispose();
            buffers[(int)slot] = buffer = new Buffer(bytes);
        }
        isNew = job == 0 || buffer.Job != job;
        buffer.Job = job;
        return (T*)buffer.Pointer;
    }

    // A finalizer returns the memory when its thread is gone.
    private sealed class Buffer : IDisposable
    {
        public Buffer(nuint bytes)
        {
            Pointer = NativeMemory.AlignedAlloc(bytes, Alignment);
            Bytes = bytes;
        }

        ~Buffer() => NativeMemory.AlignedFree(Pointer);

        public void* Pointer { get; }

        public nuint Bytes { get; }

        public long Job { get; set; }

        public void Dispose()
        {
            NativeMemory.AlignedFree(Pointer);
            GC.SuppressFinalize(this);
        }
    }
}

/// <summary>What a piece of working memory is for; two uses that overlap in time need two slots.</summary>
internal enum ScratchSlot
{
    /// <summary>Packed panels of a product's left matrix.</summary>
    PanelsA,

    /// <summary>Packed panels of a product's right matrix.</summary>
    PanelsB,

    /// <summary>A right matrix in panels that serves many products.</summary>
    KeptPanels,

    /// <summary>A second one beside it.</summary>
    MoreKeptPanels,

    /// <summary>A product of transposes.</summary>
    Transposed,

    /// <summary>Partial sums of a product that is split along its inner dimension, or what else a whole call needs.</summary>
    Partials,

    /// <summary>The gradient of an image with its border, of a convolution.</summary>
    PatchSums,

    /// <summary>Rows of tiles that are half transformed, of Winograd's convolution.</summary>
    Strips,

    /// <summary>Products of transformed tiles, of Winograd's convolution.</summary>
    Products,

    /// <summary>A row whose order is lost in a selection.</summary>
    Selection,

    /// <summary>The products of a dictionary's atoms with each other, each row padded to whole registers.</summary>
    AtomProducts,

    /// <summary>What the code of one sample is worked out in.</summary>
    Code,
}
