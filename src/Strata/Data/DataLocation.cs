// The four files of a data set, found on this machine.

namespace Strata.Data;

/// <summary>Where the four files of a data set lie on this machine.</summary>
/// <param name="Folder">The folder that holds all four.</param>
/// <param name="TrainImages">Path of the training images.</param>
/// <param name="TrainLabels">Path of the training labels.</param>
/// <param name="TestImages">Path of the test images.</param>
/// <param name="TestLabels">Path of the test labels.</param>
public sealed record DataLocation(
    string Folder, string TrainImages, string TrainLabels, string TestImages, string TestLabels);
