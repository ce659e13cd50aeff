// Managed only: nothing of ours is native, and nothing calls native code of its own.

using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Strata.Tests.Contracts;

public sealed class PublishTests
{
    public static TheoryData<string> Assemblies => ["Strata.Kernels.dll", "Strata.dll"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Our_assemblies_are_pure_IL_and_import_no_native_function(string name)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, name)));
        Assert.True(file.PEHeaders.CorHeader!.Flags.HasFlag(CorFlags.ILOnly));
        MetadataReader metadata = file.GetMetadataReader();
        Assert.Equal(0, metadata.GetTableRowCount(TableIndex.ImplMap));
        Assert.Equal(0, metadata.GetTableRowCount(TableIndex.ModuleRef));
    }

    [Fact]
    public void Beside_us_there_is_only_managed_code()
    {
        string[] files = Directory.GetFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories);
        Assert.Contains(files, f => Path.GetFileName(f) == "Strata.dll");
        Assert.DoesNotContain(files, f => Path.GetExtension(f) is ".so" or ".dylib" or ".a" || f.Contains("native", StringComparison.OrdinalIgnoreCase));
    }
}
