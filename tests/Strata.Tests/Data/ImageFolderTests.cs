using Strata.Data;

namespace Strata.Tests.Data;

public class ImageFolderTests
{
    private static void Put(TemporaryFolder folder, string name, string file, int width, int height, byte value)
    {
        Directory.CreateDirectory(folder.File(name));
        var image = new Image(width, height, 3, [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)(value + (i % 3)))]);
        if (file.EndsWith(".png", StringComparison.Ordinal))
        {
            Png.Write(folder.File(name, file), image);
        }
        else
        {
            Pnm.Write(folder.File(name, file), image);
        }
    }

    [Fact]
    public void Sub_folders_are_classes_in_the_order_of_their_names()
    {
        using var folder = new TemporaryFolder();
        Put(folder, "dogs", "b.png", 2, 2, 20);
        Put(folder, "dogs", "a.ppm", 2, 2, 10);
        Put(folder, "cats", "z.png", 2, 2, 30);
        File.WriteAllText(folder.File("cats", "notes.txt"), "no picture");
        File.WriteAllText(folder.File("cats", ".hidden.png"), "no picture either");
        LabeledImages set = ImageFolder.Read(folder.Path, channels: 3);
        Assert.Equal(["cats", "dogs"], set.ClassNames);
        Assert.Equal([0, 1, 1], set.Labels.ToArray<int>());
        Assert.Equal("[3, 3, 2, 2]", set.Images.Shape.ToString());
        Assert.Equal([30, 31, 32], set.Picture(0).Pixels[..3]);
        Assert.Equal([10, 11, 12], set.Picture(1).Pixels[..3]);
        LabeledImages grey = ImageFolder.Read(folder.Path, size: (4, 3));
        Assert.Equal("[3, 1, 4, 3]", grey.Images.Shape.ToString());
    }

    [Fact]
    public void Transparent_parts_lie_over_white()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("a"));
        Png.Write(folder.File("a", "x.png"), new Image(1, 1, 4, [10, 20, 30, 0]));
        Png.Write(folder.File("a", "y.png"), new Image(1, 1, 2, [10, 255]));
        LabeledImages set = ImageFolder.Read(folder.Path, 3);
        Assert.Equal([255, 255, 255], set.Picture(0).Pixels);
        Assert.Equal([10, 10, 10], set.Picture(1).Pixels);
    }

    [Fact]
    public void Faults_are_named()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("it has no sub-folders; expected one for each class", Message());
        Directory.CreateDirectory(folder.File("a"));
        Assert.Contains("it has no pictures; expected files that end in .png, .bmp", Message());
        Put(folder, "a", "1.png", 2, 2, 0);
        Put(folder, "a", "2.png", 3, 2, 0);
        Assert.Contains("the picture is 2 x 3, but the first one 2 x 2. Say a size to resize all.", Message());
        File.WriteAllBytes(folder.File("a", "0.jpg"), [0xFF, 0xD8, 0xFF]);
        Assert.Contains("a JPEG picture", Message());
        Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Read(folder.File("none")));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageFolder.Read(folder.Path, channels: 2));

        string Message() => Assert.Throws<InvalidDataException>(() => ImageFolder.Read(folder.Path)).Message;
    }
}
