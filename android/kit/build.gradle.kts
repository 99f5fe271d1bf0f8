plugins {
    alias(libs.plugins.android.library)
}

// What `bindings/build android` leaves behind: the generated Kotlin and one native library a processor. As there, a relative
// CARGO_TARGET_DIR is relative to the repository.
val repository = rootProject.layout.projectDirectory.dir("..")
val target = repository.dir(providers.environmentVariable("CARGO_TARGET_DIR").orElse("target")).get()
val bindings = target.dir("bindings-release").asFile
val nativeLibraries = target.dir("jniLibs").asFile

android {
    namespace = "org.countersign.kit"
    compileSdk { version = release(37) { minorApiLevel = 0 } }

    defaultConfig {
        minSdk = 28
        consumerProguardFiles("consumer-rules.pro")
    }

    sourceSets {
        named("main") {
            kotlin.directories += listOf("src/main/kotlin", bindings.path)
            jniLibs.directories += nativeLibraries.path
        }
        // The tests in src/native need the library with its test doors, which only android/check builds.
        named("test") {
            kotlin.directories += listOf("src/test/kotlin", "src/memory/kotlin")
        }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }

    testOptions {
        unitTests.all { it.useJUnitPlatform() }
    }
}

dependencies {
    api(libs.coroutines.core)
    implementation(libs.jna) { artifact { type = "aar" } }

    testImplementation(libs.kotlin.test.junit5)
    testImplementation(libs.coroutines.test)
    testImplementation(libs.serialization.json)
    testImplementation(libs.junit)
    testRuntimeOnly(libs.junit.launcher)
}
